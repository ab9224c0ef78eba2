#!/usr/bin/python3
"""A mail server for tests, on 127.0.0.1 (python3-aiosmtpd).

smtp_server.py FOLDER: writes FOLDER/port when it listens, with FOLDER/ca.pem to trust it by. Each
message that it takes becomes one line of FOLDER/taken.jsonl: sender, receivers, the name of the
account, the bytes as they came (base64). FOLDER/talk.txt has a line per connection and login.
What it does is read from FOLDER/mode before each command, so that a test can change it:

  ok             takes everything
  refuse A B     550 at RCPT for these receivers
  later A B      451 after DATA for these receivers
  greylist A     450 at RCPT
  sender         553 at MAIL
  full           552 after DATA
  drop           breaks off after DATA, before it takes the message
  took-and-drop  takes the message, then breaks off before it says so
  hang A B       says nothing after DATA to these receivers, or to any
  hang-at-quit   says nothing after QUIT

and, read once at its start: plain (no STARTTLS), implicit (TLS at once), wrong-name (a certificate
for another host), auth (a login is demanded: ada, and FOLDER/password).
"""
import asyncio
import base64
import json
import os
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

folder = sys.argv[1]


def path(name):
    return os.path.join(folder, name)


def read(name, otherwise=""):
    try:
        with open(path(name), encoding="utf-8") as f:
            return f.read().strip()
    except FileNotFoundError:
        return otherwise


def append(name, line):
    with open(path(name), "a", encoding="utf-8") as f:
        f.write(line + "\n")


def mode():
    words = read("mode", "ok").split()
    return (words or ["ok"])[0], words[1:]


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, cwd=folder,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def certificate(names):
    """An authority of our own and a certificate by it, of elliptic curves, since they are quick."""
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-days", "3650",
            "-subj", "/CN=Authority of a test")
    openssl("req", *curve, "-keyout", "key.pem", "-out", "csr.pem", "-subj", "/CN=mail")
    with open(path("ext"), "w", encoding="utf-8") as f:
        f.write("subjectAltName=" + names)
    openssl("x509", "-req", "-in", "csr.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-out",
            "cert.pem", "-days", "3650", "-set_serial", "1", "-extfile", "ext")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path("cert.pem"), path("key.pem"))
    return context


class Handler:
    def take(self, session, envelope):
        append("taken.jsonl", json.dumps({
            "sender": envelope.mail_from, "receivers": envelope.rcpt_tos,
            "account": session.auth_data.decode() if session.auth_data else "",
            "tls": session.ssl is not None,
            "message": base64.b64encode(envelope.original_content).decode()}))

    async def handle_MAIL(self, server, session, envelope, address, options):
        if mode()[0] == "sender":
            return "553 5.7.1 not a sender of ours"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        what, who = mode()
        if what == "refuse" and address in who:
            return "550 5.1.1 No such user here"
        if what == "greylist" and address in who:
            return "450 4.7.1 Come again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        what, who = mode()
        if what == "later" and set(who) & set(envelope.rcpt_tos):
            return "451 4.3.0 The disk is full"
        if what == "full":
            return "552 5.3.4 Too big for us"
        if what == "hang" and (not who or set(who) & set(envelope.rcpt_tos)):
            await asyncio.sleep(3600)
        if what == "drop":
            server.transport.abort()
            return "421 gone"
        self.take(session, envelope)
        if what == "took-and-drop":
            server.transport.abort()
        return "250 2.0.0 taken"

    async def handle_QUIT(self, server, session, envelope):
        append("talk.txt", "quit")
        if mode()[0] == "hang-at-quit":
            await asyncio.sleep(3600)
        return "221 Bye"


def login(server, session, envelope, mechanism, data):
    right = (isinstance(data, LoginPassword) and data.login == b"ada" and
             data.password.decode() == read("password"))
    append("talk.txt", "login " + ("right" if right else "wrong"))
    # the careless server says what it was told
    said = base64.b64encode(data.password).decode() if isinstance(data, LoginPassword) else ""
    return AuthResult(success=right, handled=right, auth_data=b"ada" if right else None,
                      message=None if right else "535 5.7.8 not " + said)


async def main():
    how = sys.argv[2:]
    wrong = "wrong-name" in how
    context = certificate("DNS:elsewhere.example" if wrong else "DNS:localhost,IP:127.0.0.1")
    implicit = "implicit" in how

    def session():
        append("talk.txt", "connection")
        secret = "auth" in how
        return SMTP(Handler(), hostname="mail.example",
                    tls_context=None if implicit or "plain" in how else context,
                    require_starttls=not implicit and "plain" not in how,
                    authenticator=login if secret else None, auth_required=secret,
                    auth_require_tls=not implicit)

    server = await asyncio.get_running_loop().create_server(
        session, "127.0.0.1", 0, ssl=context if implicit else None)
    with open(path("port.new"), "w", encoding="utf-8") as f:
        f.write(str(server.sockets[0].getsockname()[1]))
    os.rename(path("port.new"), path("port"))
    await server.serve_forever()


asyncio.run(main())
