"""What the demo practice offers: places, teams, specialties, services, payers, languages."""

from dataclasses import dataclass
from typing import Final

PRACTICE_NAME: Final = "Prairie Lantern Behavioral Health"
TIME_ZONE: Final = "America/Chicago"

TEAM_NAMES: Final = (
    "Adult Outpatient",
    "Child & Family",
    "Trauma & Recovery",
    "Intensive Outpatient",
    "Older Adults",
    "Perinatal",
    "Addiction Services",
    "School-Based",
    "Mobile Crisis",
    "Couples & Relationships",
    "Neurodiversity",
    "Telehealth",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A location of the practice."""

    name: str
    latitude: float | None
    longitude: float | None


PLACES: Final = (
    Place("Lakeview Clinic", 41.9434, -87.6553),
    Place("Pilsen Clinic", 41.8565, -87.6608),
    Place("Evanston Office", 42.0451, -87.6877),
    Place("Oak Park Office", 41.8850, -87.7845),
    Place("Hyde Park Clinic", 41.7943, -87.5907),
    Place("Telehealth", None, None),
)
SPECIALTIES: Final = (
    "Anxiety",
    "Depression",
    "Trauma",
    "PTSD",
    "Grief",
    "ADHD",
    "Autism",
    "Eating disorders",
    "Substance use",
    "OCD",
    "Bipolar disorder",
    "Perinatal",
    "Family conflict",
    "Geriatric",
)
SERVICES: Final = (
    "Individual therapy",
    "Family therapy",
    "Couples therapy",
    "Group therapy",
    "CBT",
    "DBT",
    "EMDR",
    "Medication management",
)
PAYERS: Final = (
    "Blue Prairie PPO",
    "Lakeshore Health",
    "Midland Mutual",
    "State Medicaid",
    "Medicare",
    "Union Care Fund",
    "Nordic Benefit",
)
LANGUAGES: Final = ("English", "Español", "Polski", "Tiếng Việt", "Français", "العربية", "Русский", "ASL")
CREDENTIALS: Final = ("LCSW", "LCPC", "PsyD", "PhD", "LMFT", "LPC", "MD", "PMHNP")
OVERRIDE_REASONS: Final = (
    "Continuity of care after a hospital stay",
    "Only clinician on the team who speaks the client's language",
    "Court date within the week",
)
NOTES: Final = (
    "Prefers evenings",
    "Needs step-free access",
    "Referred by primary care",
    "School asks for a letter once therapy starts",
    "Ask for the interpreter when calling",
)
WEEKDAYS: Final = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")
SPANS: Final = (("08:00", "12:00"), ("09:00", "13:00"), ("13:00", "17:00"), ("14:00", "19:00"), ("16:00", "20:00"))
