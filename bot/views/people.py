"""The screens of a verification, and the privacy notice."""

from __future__ import annotations

from bot.config import Organizer
from bot.rules.people import Relation
from bot.rules.typed_answers import Vocabulary
from bot.rules.verification import NO, NOT_MY_HOME, RELATIONS, YES, Home, Progress, Step, Tenure
from bot.texts import LANGUAGES, Texts
from bot.views import people_payloads as verbs
from bot.views.card import HOW, deep_link
from bot.views.payloads import encode
from bot.views.rooms import room
from bot.views.screen import Button, Screen, column


def home_name(home: Home, words: Texts) -> str:
    """Community, building, entrance and room."""
    return words.plain("people.home", community=home.community_name, room=room(home.household.address, words))


def relation_name(relation: Relation, words: Texts) -> str:
    """The relation in a word."""
    return words.template(f"people.relation.{relation.value}")


def paper_way(organizer: Organizer, words: Texts) -> str:
    """Where somebody goes who does not want to use the phone."""
    key = "people.paper_place" if organizer.paper_place else "people.paper_way"
    return words.plain(key, place=organizer.paper_place)


def organizer_name(organizer: Organizer, words: Texts) -> str:
    """Who runs this, with the telephone when there is one."""
    name = organizer.name or words.template("people.organizer")
    return words.plain("people.organizer_phone", name=name, phone=organizer.phone) if organizer.phone else name


def privacy_notice(organizer: Organizer, words: Texts) -> str:
    """The full notice (PIPL article 17: prominent, clear, before anything is kept), as HTML."""
    facts = {"organizer": organizer_name(organizer, words), "paper": paper_way(organizer, words)}
    return words.html("people.privacy", **facts)


def verification_screen(progress: Progress, organizer: Organizer, words: Texts) -> Screen:
    """What comes next in a verification: a question with numbered buttons, or how it ended."""
    draw = {Step.CONSENT: _consent, Step.RELATION: _relation, Step.DONE: _done}
    if progress.step in draw:
        return draw[progress.step](progress, organizer, words)
    facts = {"home": home_name(progress.home, words), "paper": paper_way(organizer, words)}
    if progress.step is Step.ALREADY_YOURS:
        relation = relation_name(progress.relation or Relation.OTHER, words)
        change = encode(verbs.CHANGE_RELATION, progress.home.household.id)
        button = Button(words.plain("people.button.change_relation"), change)
        return Screen(words.html("people.already_yours", relation=relation, **facts), column(button))
    return Screen(words.html(f"people.{progress.step.value}", **facts))


def _consent(progress: Progress, organizer: Organizer, words: Texts) -> Screen:
    household = progress.home.household.id
    text = privacy_notice(organizer, words) + "\n\n" + words.html("people.consent_question")
    return Screen(
        text,
        column(
            Button(words.plain("people.button.agree"), encode(verbs.CONSENT, household, YES)),
            Button(words.plain("people.button.disagree"), encode(verbs.CONSENT, household, NO)),
            *other_languages(words),
        ),
    )


def _relation(progress: Progress, _organizer: Organizer, words: Texts) -> Screen:
    household = progress.home.household.id
    buttons = [
        Button(f"{number} {relation_name(relation, words)}", encode(verbs.RELATION, household, number))
        for number, relation in enumerate(RELATIONS, start=1)
    ]
    other = Button(words.plain("people.button.not_my_home"), encode(verbs.RELATION, household, NOT_MY_HOME))
    text = words.html("people.relation_question", home=home_name(progress.home, words))
    return Screen(text, column(*buttons, other))


def _done(progress: Progress, organizer: Organizer, words: Texts) -> Screen:
    relation = progress.relation or Relation.OTHER
    facts = {"home": home_name(progress.home, words), "relation": relation_name(relation, words)}
    lines = [words.html("people.done", **facts)]
    if relation is Relation.OWNER and not progress.owner_confirmed:
        lines.append(words.html("people.bring_papers", organizer=organizer_name(organizer, words)))
    return Screen("\n\n".join(lines), column(Button(words.plain("people.button.mine"), encode(verbs.MINE))))


def vocabulary(step: Step, words: Texts) -> Vocabulary:
    """What people may type instead of pressing the numbered buttons of a question; yes and no stand alone."""
    prefix = f"people.typed.{step.value}."
    keys = [key for key in sorted(words.keys()) if key.startswith(prefix)]
    choices = {int(key.removeprefix(prefix)): _listed(key, words) for key in keys}
    numerals, fillers, denials = (_listed(f"people.typed.{name}", words) for name in ("numerals", "fillers", "denials"))
    return Vocabulary(choices, numerals, fillers, denials, whole=step is not Step.RELATION)


def _listed(key: str, words: Texts) -> list[str]:
    return words.template(key).split(",")


def repeated(screen: Screen, words: Texts, key: str) -> Screen:
    """The question once more, after a kind word."""
    return Screen(words.html(key) + "\n\n" + screen.text, screen.buttons)


def other_languages(words: Texts) -> list[Button]:
    """A button for each language that is not spoken here."""
    return [
        Button(words.plain(f"people.language.{language}"), encode(verbs.LANGUAGE, number))
        for number, language in enumerate(LANGUAGES, start=1)
        if language != words.language
    ]


def language_screen(words: Texts) -> Screen:
    """The choice of languages, each in its own words."""
    buttons = [
        Button(words.plain(f"people.language.{language}"), encode(verbs.LANGUAGE, number))
        for number, language in enumerate(LANGUAGES, start=1)
    ]
    return Screen(words.html("people.language_question"), column(*buttons))


def welcome_screen(tenures: tuple[Tenure, ...], organizer: Organizer, words: Texts) -> Screen:
    """The answer to /start: how to begin, or where one stands."""
    if not tenures:
        facts = {"organizer": organizer_name(organizer, words), "paper": paper_way(organizer, words)}
        return Screen(words.html("people.welcome", **facts), column(*other_languages(words)))
    homes = "\n".join(f"🏠 {home_name(tenure.home, words)}" for tenure in tenures)
    button = Button(words.plain("people.button.mine"), encode(verbs.MINE))
    return Screen(words.html("people.welcome_back", homes=homes), column(button))


def pointer_screen(words: Texts, bot: str) -> Screen:
    """In a group: the way to the private chat, and nothing personal."""
    button = Button(words.plain("people.button.private"), url=deep_link(bot, HOW))
    return Screen(words.html("people.in_private"), column(button))
