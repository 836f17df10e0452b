"""The portal as an OpenID provider (统一身份认证): departments' systems sign people in with their account here."""
