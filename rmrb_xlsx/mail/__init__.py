"""Letters both ways: compose, hand over, fetch, take apart, judge the sender. Only door to SMTP, IMAP, `email`, Jinja2.

Nothing here touches the ledger or the working folder: bytes and plain descriptions in, bytes and plain descriptions out.
`rounds.post` and `rounds.mailbox` join it with the rest. What others wrote is taken apart only inside the cage (`apart`, `outlook`).
"""
