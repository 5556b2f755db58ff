"""The shop's own pages on how things are done, shown to who works there."""

from actions.staff import StaffAction
from actions.staff_desk_turns import PLAYBOOK
from actions.turn import Turn, Written
from hamrah.services.actors import Actor
from hamrah.services.playbooks import Playbook, playbooks


class ShowPlaybook(StaffAction):
    """A page as the shop wrote it; where none answers, that there is none, with the titles that come nearest."""

    action = PLAYBOOK

    def serve(self, turn: Turn, actor: Actor) -> None:
        """Show the page that was chosen, else the one that answers the question."""
        named = turn.entity("playbook")
        if named is not None:
            _say_page(turn, playbooks().page(named, turn.language))
            return
        found = playbooks().find(turn.text, turn.language)
        if found.page is not None:
            _say_page(turn, found.page)
            return
        buttons = [turn.own_button(page.title, "help", playbook=page.name) for page in found.nearest]
        turn.say("utter_playbook_nearest" if buttons else "utter_playbook_none", buttons=buttons)


def _say_page(turn: Turn, page: Playbook) -> None:
    turn.say("utter_playbook", title=Written(page.title), page=Written(page.text()))
