"""The address with ready sign-in links, as the operator sees it at start."""

from rich.console import Console
from rich.panel import Panel

from hamrah.settings import Settings


def print_links(config: Settings) -> None:
    """Print where the shop is and how to come in as a demo customer or a guest."""
    shown = "localhost" if config.host in ("0.0.0.0", "::", "127.0.0.1") else config.host  # noqa: S104 - not a bind
    base = f"http://{shown}:{config.port}"
    lines = [f"[bold]{base}/shop/[/bold]", ""]
    if config.demo:
        lines += [
            f"as Ayesha Khan (demo customer)   {base}/shop/?as=ayesha@example.com",
            f"as Bilal Ahmed  (demo customer)   {base}/shop/?as=bilal@example.com",
            f"as a guest                        {base}/shop/?as=guest",
            "",
        ]
    Console().print(Panel("\n".join([*lines, "Ctrl-C stops everything."]), title="Hamrah is starting", expand=False))
