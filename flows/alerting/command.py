"""The commands `fiscal alert …`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from flows.command_context import FAILED, HomeOption, writing

if TYPE_CHECKING:
    from flows.alerting.delivery import Delivery

app = typer.Typer(name="alert", help="Who is told what is wrong.", no_args_is_help=True)


@app.command("test")
def alert_test(home: HomeOption = None) -> None:
    """Send a test message to every receiver of every route, and say what became of it."""
    with writing(home) as settings:
        from flows.alert import send_trial

        _show_deliveries(send_trial(settings))


@app.command("send")
def alert_send(home: HomeOption = None) -> None:
    """Deliver what no receiver took yet, and digests that are due. A run does it, too; this needs no run."""
    with writing(home) as settings:
        from flows.alert import send_pending

        deliveries, waiting = send_pending(settings)
        _show_deliveries(deliveries)
        print(f"发件箱中还有 {waiting} 条")


def _show_deliveries(deliveries: Sequence[Delivery]) -> None:
    """Print what became of each message; exit when one was not taken."""
    for one in deliveries:
        print(f"{one.receiver}：{'已送达' if one.delivered else f'未送达：{one.reason}'}")
    if not deliveries:
        print("没有要送的消息，或没有设置接收方（FISCAL_ALERT_URLS、FISCAL_ALERT_ROUTES）")
    if not all(one.delivered for one in deliveries):
        raise typer.Exit(FAILED)
