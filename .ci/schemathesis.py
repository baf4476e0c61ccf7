"""What schemathesis cannot know of these services by their descriptions."""

import schemathesis

# Rules that JSON Schema has no words for: a cursor cannot be guessed, what an identifier names
# may not be there, a text may hold characters that nobody sees.
UNTOLD = {"cursor", "missing", "line", "characters"}


@schemathesis.check
def fitting_data_acceptance(context, response, case):
    """Data that fits the description is refused only by a rule that no description can tell."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if response.status_code in (405, 413, 414, 415, 428, 431):
        raise AssertionError(f"fitting data is answered with {response.status_code}")
    if response.status_code in (400, 422):
        faults = response.json().get("errors", [])
        if not faults or not all(is_untold(fault, case.body) for fault in faults):
            raise AssertionError(f"fitting data is refused: {faults}")


def is_untold(fault, body):
    if fault["code"] in UNTOLD:
        return True
    # An exact number is a text, whose range no pattern can tell.
    value = body.get(fault.get("pointer", "")[1:]) if isinstance(body, dict) else None
    return fault["code"] == "range" and isinstance(value, str)
