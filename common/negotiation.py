from rest_framework.negotiation import DefaultContentNegotiation


class AnyAccept(DefaultContentNegotiation):
    """Every answer is JSON, whatever the Accept header asks for: a 406 would lose a paid
    confirmation, hide a 404, and turn browsers away where they get a page."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type
