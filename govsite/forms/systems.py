"""Forms of departments' systems: their keys."""

from __future__ import annotations

from wtforms import BooleanField

from govsite.domain.systems.keys import LONGEST_NAME
from govsite.forms.base import AtMost, Form, Line, OwnPassword, Select, Wanted


class KeyForm(Form):
    """A new key; what departments there are, the view offers."""

    system = Line("系统名称", [Wanted("请写系统名称。"), AtMost(LONGEST_NAME)], description="例如：户政业务系统。")
    department = Select("部门", [Wanted("请选一个部门。")], description="系统只能推送、查询这个部门的办件。")
    subtree = BooleanField("包括全部下级站点")
    password = OwnPassword()
