"""The tables, one module a noun; importing this package makes all of them known to ``Base.metadata``."""

from govsite.models.account import Account, Claim, Favourite, PhoneProof, Verification
from govsite.models.api_key import ApiKey, Idempotency
from govsite.models.article import Article, ArticleFile
from govsite.models.attachment import Attachment
from govsite.models.audit import Audit, AuditHead
from govsite.models.base import Base
from govsite.models.bundle import Bundle
from govsite.models.case import Case, CaseMaterial, JointUnit, Supplement
from govsite.models.certificate import Certificate, CertificateTry
from govsite.models.child import Child
from govsite.models.company import Company, Member
from govsite.models.department import Department
from govsite.models.form_file import FormFile
from govsite.models.hall import Hall
from govsite.models.identity import Certification, Identity, Trip
from govsite.models.import_run import ImportChange, ImportRun
from govsite.models.inbox import InboxMessage
from govsite.models.item import Item
from govsite.models.job import Job
from govsite.models.lease import Lease
from govsite.models.letter import Letter
from govsite.models.link import Link
from govsite.models.mandate import Mandate
from govsite.models.message import Message
from govsite.models.offering import Offering
from govsite.models.openid import OpenidClient, OpenidConsent, OpenidKey, OpenidLogin, OpenidToken
from govsite.models.outbox import Outbox
from govsite.models.passkey import Challenge, Passkey
from govsite.models.profile import Profile
from govsite.models.publishing import Draft, Edit, Preview
from govsite.models.reply_template import ReplyTemplate
from govsite.models.role import Role
from govsite.models.second_factor import RecoveryCode, SecondFactor
from govsite.models.sign_in import SignIn
from govsite.models.sign_in_record import SignInRecord
from govsite.models.site_revision import SiteRevision
from govsite.models.staff import Staff
from govsite.models.subscription import Subscription, Watch
from govsite.models.tally import MonthTally, Tally
from govsite.models.term import Term
from govsite.models.throttle import Throttle
from govsite.models.ticket import Ticket, TicketEvent, TicketPause
from govsite.models.unanswered import Unanswered
from govsite.models.used import Used
from govsite.models.version import ContentVersion
from govsite.models.window_proof import WindowProof
from govsite.models.workday import Workday

__all__ = [
    "Account",
    "ApiKey",
    "Article",
    "ArticleFile",
    "Attachment",
    "Audit",
    "AuditHead",
    "Base",
    "Bundle",
    "Case",
    "CaseMaterial",
    "Certificate",
    "CertificateTry",
    "Certification",
    "Challenge",
    "Child",
    "Claim",
    "Company",
    "ContentVersion",
    "Department",
    "Draft",
    "Edit",
    "Favourite",
    "FormFile",
    "Hall",
    "Idempotency",
    "Identity",
    "ImportChange",
    "ImportRun",
    "InboxMessage",
    "Item",
    "Job",
    "JointUnit",
    "Lease",
    "Letter",
    "Link",
    "Member",
    "Mandate",
    "Message",
    "MonthTally",
    "Offering",
    "OpenidClient",
    "OpenidConsent",
    "OpenidKey",
    "OpenidLogin",
    "OpenidToken",
    "Outbox",
    "Passkey",
    "PhoneProof",
    "Preview",
    "Profile",
    "RecoveryCode",
    "ReplyTemplate",
    "Role",
    "SecondFactor",
    "SignIn",
    "SignInRecord",
    "SiteRevision",
    "Staff",
    "Subscription",
    "Supplement",
    "Tally",
    "Term",
    "Throttle",
    "Ticket",
    "TicketEvent",
    "TicketPause",
    "Trip",
    "Unanswered",
    "Used",
    "Verification",
    "Watch",
    "WindowProof",
    "Workday",
]
