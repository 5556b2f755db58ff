"""The address with ready sign-in links, as the operator sees it at start."""

from rich.console import Console
from rich.panel import Panel

from hamrah.settings import Settings


def print_links(config: Settings) -> None:
    """Print where the shop is and how to come in as a demo customer or a guest."""
    shown = "localhost" if config.host in ("0.0.0.0", "::", "127.0.0.1") else config.host  # noqa: S104 - not a bind
    base = f"http://{shown}:{config.port}/shop/"
    lines = [f"[bold]{base}[/bold]", ""]
    if config.demo:
        people = {"Ayesha Khan": "ayesha@example.com", "Bilal Ahmed": "bilal@example.com", "a guest": "guest"}
        lines += [f"as {name:<12} {base}?as={who}" for name, who in people.items()]
        lines.append("")
    Console(width=100).print(
        Panel("\n".join([*lines, "Ctrl-C stops everything."]), title="Hamrah is ready", expand=False)
    )
