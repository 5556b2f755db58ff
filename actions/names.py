"""Names of Rasa's actions and forms that several modules speak of."""

LISTEN = "action_listen"
IDENTIFY_FORM = "identify_form"
BEGIN_IDENTIFY = f"action_begin_{IDENTIFY_FORM}"
ADD_TO_TICKET = "action_begin_ticket_note_form"
NOT_UNDERSTOOD = ("action_out_of_scope", "action_clarify")
"""What is decided on where a message was not understood."""
