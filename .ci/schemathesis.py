"""What schemathesis cannot know of these services by their descriptions."""

import json
import os
import urllib.request

import schemathesis

# Rules that JSON Schema has no words for: a cursor cannot be guessed, what an identifier names
# may not be there, a text may hold characters that nobody sees, a password may be a common one.
UNTOLD = {"cursor", "missing", "line", "characters", "guessable"}

LOGIN = os.environ["SERVICE"] + "/api/v1/auth/login"
ACCOUNT = {"email": os.environ["EMAIL"], "password": os.environ["PASSWORD"]}


class SignedIn:
    """The run's account, in a session of its own for whoever asks."""

    def get(self, case, context):
        head = {"content-type": "application/json"}
        login = urllib.request.Request(LOGIN, json.dumps(ACCOUNT).encode(), head)
        return json.load(urllib.request.urlopen(login))["access_token"]

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


LOGOUT = "/api/v1/auth/logout"


# Signing out ends the session in which it is done, so it is done in one that nobody else needs.
@schemathesis.auth(refresh_interval=None).apply_to(path=LOGOUT)
class Passing(SignedIn):
    pass


# What else may end the session, such as ending one's sessions one by one, is answered with 401
# the next time, and then there is another.
@schemathesis.auth().skip_for(path=LOGOUT)
class Staying(SignedIn):
    pass


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
