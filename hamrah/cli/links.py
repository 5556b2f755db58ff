"""The address with ready sign-in links, as the operator sees it at start."""

from rich.console import Console
from rich.panel import Panel

from hamrah.settings import Settings


def print_links(config: Settings) -> None:
    """Print where the shop is and how to come in as a demo customer or a guest."""
    shown = "localhost" if config.host in ("0.0.0.0", "::", "127.0.0.1") else config.host  # noqa: S104 - not a bind
    base = f"http://{shown}:{config.port}"
    if config.demo:
        people = {"Ayesha Khan": "ayesha@example.com", "Bilal Ahmed": "bilal@example.com", "a guest": "guest"}
        lines = [f"[bold]{base}/shop/[/bold]", ""]
        lines += [f"as {name:<12} {base}/shop/?as={who}" for name, who in people.items()]
    else:
        lines = [f"the widget's script: [bold]{base}/widget/embed.js[/bold]"]
    text = "\n".join([*lines, "", "Ctrl-C stops everything."])
    Console(width=100).print(Panel(text, title="Hamrah is ready", expand=False))
