"""An Outlook `.msg` -> `Mail`. Runs inside the cage. The reader is an optional extra; without it the file is refused in words.

A `.msg` is what a person saved by hand: whatever headers it holds prove nothing about the way it came.
"""

from __future__ import annotations

import email
import email.policy

from rmrb_xlsx.errors import FileRefused
from rmrb_xlsx.mail.apart import take_apart
from rmrb_xlsx.mail.limits import MAIL_LIMITS, MB, MailLimits
from rmrb_xlsx.mail.parts import Mail


def take_apart_msg(data: bytes, limits: MailLimits = MAIL_LIMITS) -> Mail:
    """The mail. FileRefused when it is too big, broken, or the extra `msg` is not installed."""
    if len(data) > limits.mail_bytes:
        raise FileRefused("surel-tak-wajar", sebab=f"{len(data) // MB} MB")
    try:
        from oxmsg import Message  # noqa: PLC0415  (optional extra)
    except ImportError:
        raise FileRefused("msg-tak-didukung") from None
    try:
        message = Message.load(data)
        built = email.message.EmailMessage(policy=email.policy.SMTP)
        headers = {k.casefold(): " ".join(v.split()) for k, v in message.message_headers.items()}
        headers.setdefault("from", message.sender or "")
        headers.setdefault("subject", message.subject)
        for name in ("from", "subject", "message-id", "in-reply-to", "references", "date", "auto-submitted", "precedence", "list-id"):
            if headers.get(name):
                built[name] = headers[name]
        built.set_content(message.body or "")
        files = [(a.file_name or "lampiran", a.file_bytes or b"") for a in message.attachments]
    except Exception:
        raise FileRefused("surel-tak-wajar", sebab="berkas .msg rusak") from None
    for name, content in files:
        built.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return take_apart(built.as_bytes(), limits)
