from http.server import BaseHTTPRequestHandler, HTTPServer

from django.core.management.base import BaseCommand, CommandError
from standardwebhooks import Webhook, WebhookVerificationError

MAX_BODY = 10_000_000


class Command(BaseCommand):
    help = "Receive webhooks on this machine, verify their signatures and print them."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8899)
        parser.add_argument("--secret", required=True, help="the endpoint's, whsec_...")

    def handle(self, *args, port, secret, **options):
        try:
            webhook = Webhook(secret)
        except ValueError:
            raise CommandError(
                "--secret is not a signing secret: copy it from the admin."
            ) from None
        try:
            server = HTTPServer(("127.0.0.1", port), listener(webhook, self.stdout))
        except OSError as error:
            raise CommandError(f"Port {port} can't be used: {error.strerror}.") from None
        self.stdout.write(f"Listening on http://127.0.0.1:{server.server_port}/")
        self.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.server_close()


def listener(webhook: Webhook, out) -> type[BaseHTTPRequestHandler]:
    class Listener(BaseHTTPRequestHandler):
        def do_POST(self):
            length = min(int(self.headers.get("Content-Length") or 0), MAX_BODY)
            body = self.rfile.read(length).decode("utf-8", "replace")
            try:
                webhook.verify(body, dict(self.headers), json_parse=False)
                status, verdict = 204, "verified"
            except WebhookVerificationError as error:
                status, verdict = 400, f"NOT verified: {error}"
            out.write(f"{self.headers.get('webhook-id')} {verdict}\n{body}")
            out.flush()  # at once, into a pipe too
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args):
            pass

    return Listener
