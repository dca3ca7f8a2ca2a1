from rest_framework.negotiation import DefaultContentNegotiation


class AnyAccept(DefaultContentNegotiation):
    """Always respond with JSON, whatever the Accept header: a 406 would lose a paid confirmation,
    hide a 404, and turn away browsers that should get a page."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type
