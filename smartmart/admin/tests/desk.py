"""A user of the admin who only follows links and presses buttons of the current page."""

from html.parser import HTMLParser
from urllib.parse import urljoin


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, text: str):
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.forms: list[dict] = [{"method": "get", "action": "", "fields": {}, "buttons": []}]
        self.link: list | None = None
        self.button: list | None = None
        self.area = self.select = ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        form, name = self.forms[-1], given.get("name", "")
        if tag == "a" and given.get("href"):
            self.link = [given["href"], ""]
        elif tag == "form":
            action, method = given.get("action") or "", given.get("method", "get").lower()
            self.forms.append({"method": method, "action": action, "fields": {}, "buttons": []})
        elif tag == "button":
            self.button = [name, given.get("value", ""), ""]
        elif tag == "input" and given.get("type") in ("submit", "image"):
            form["buttons"].append((name, given.get("value", ""), given.get("value", "")))
        elif tag == "input" and given.get("type") in ("checkbox", "radio"):
            if name and "checked" in given:
                form["fields"][name] = given.get("value", "on")
        elif tag == "input" and name and given.get("type") != "file":
            form["fields"][name] = given.get("value") or ""
        elif tag == "textarea":
            self.area = name
            form["fields"][name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            form["fields"][self.select] = given.get("value", "")

    def handle_data(self, data):
        if self.link:
            self.link[1] += data
        if self.button:
            self.button[2] += data
        if self.area:
            self.forms[-1]["fields"][self.area] += data.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag == "a" and self.link:
            self.links.append((self.link[0], " ".join(self.link[1].split())))
            self.link = None
        elif tag == "button" and self.button:
            name, value, words = self.button
            self.forms[-1]["buttons"].append((name, value, " ".join(words.split())))
            self.button = None
        elif tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.forms.append({"method": "get", "action": "", "fields": {}, "buttons": []})


class Desk:
    """Counts clicks: a link, a button, a tick, a choice in a list. Typing is free."""

    def __init__(self, client):
        self.client, self.clicks = client, 0
        self.open("/admin/")

    def open(self, address: str, **given) -> None:
        response = self.client.get(address, follow=True, **given)
        self.read(response, address)

    def read(self, response, address: str) -> None:
        assert response.status_code == 200, address
        chain = getattr(response, "redirect_chain", [])
        self.response = response
        self.address = urljoin(address, chain[-1][0]) if chain else address
        if response["Content-Type"].startswith("text/html"):
            self.page = Page(response.content.decode())

    def follow(self, words: str, within: str = "") -> None:
        """Click the first link with these words, to an address that contains `within`."""
        found = [href for href, text in self.page.links if words == text and within in href]
        assert found, (words, self.page.links)
        self.clicks += 1
        self.open(urljoin(self.address, found[0]))

    def press(self, words: str, choices: dict | None = None, **typed: str) -> None:
        """Fill in the form that has this button, and press it."""
        for form in self.page.forms:
            for name, value, text in form["buttons"]:
                if text == words:
                    self.clicks += 1 + len(choices or {})
                    fields = form["fields"] | (choices or {}) | typed
                    return self.send(form, fields | ({name: value} if name else {}))
        raise AssertionError((words, [form["buttons"] for form in self.page.forms]))

    def send(self, form: dict, fields: dict) -> None:
        address = urljoin(self.address, form["action"] or self.address)
        if form["method"] == "post":
            return self.read(self.client.post(address, fields, follow=True), address)
        return self.open(address.partition("?")[0], data=fields)
