"""Fictional names of many languages, put together by chance."""

from dataclasses import dataclass
from typing import Final

from caseload_gql.services.demo.draw import Draw


@dataclass(frozen=True, slots=True)
class Tongue:
    """Given and family names that go together."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    family_first: bool = False


def _tongue(given: str, family: str, *, family_first: bool = False) -> Tongue:
    return Tongue(tuple(given.split()), tuple(family.split()), family_first)


#: Names in Latin letters, with every kind of accent; more common ones stand first.
LATIN: Final = (
    _tongue(
        "Avery Jordan Maya Ethan Nora Caleb Ruth Owen Hazel Miles Ivy Wesley June Silas",
        "Fielding Marsh Okafor Whitcomb Ellery Brandt Hollis Prescott Sayer Talbot Venn Winslow",
    ),
    _tongue(
        "María José Lucía Andrés Inés Óscar Ximena Íñigo Begoña Tomás Sofía Raúl",
        "Peña Ibáñez Núñez Muñoz Quiñones Zúñiga Aragón Güell Carrión Sepúlveda",
    ),
    _tongue(
        "Łukasz Zofia Paweł Agnieszka Stanisław Małgorzata Wojciech Żaneta",
        "Wójcik Łapiński Śliwa Źródłowski Żak Gołębiewski Kądziela",
    ),
    _tongue("Thị-Lan Minh Đức Hương Quỳnh Tuấn Ngọc Phúc", "Nguyễn Trần Lê Phạm Đặng Vũ Huỳnh", family_first=True),
    _tongue(
        "Søren Åse Bjørn Þóra Jökull Maëlle Œdile Björk", "Ødegård Sørensen Ægirsson Þórsdóttir Ångström Brændgaard"
    ),
    _tongue("Zoë Noël Amélie François Jérôme Chloé Benoît Hélène", "Lefèvre Beauséjour Çelik Gagné Crépeau Tessier"),
    _tongue("Ayşe İbrahim Gökhan Şule Çağla Işıl Özgür", "Yıldız Öztürk Şahin Kılıç Güneş Aydoğan"),
    _tongue("Amara Chidi Ngozi Kwame Adjoa Sèyí Folúkẹ́", "Adébáyò Mensah Nwosu Boateng Ọláwálé Achebe"),
    _tongue("Leilani Kainoa Malia Kekoa Nālani", "Kahananui Keawe Māhoe Kealoha ʻŌpūnui"),
    _tongue("Jürgen Käthe Günther Bärbel Matthäus", "Strauß Müller Weiß Schröder Großmann Brüggemann"),
    _tongue("Priya Arjun Anjali Rohan Kavya Vikram", "Raghunathan Deshpande Chatterjee Kulkarni Iyer Bhatt"),
    _tongue("Šárka Ondřej Jiří Ivana Dragan Željko Časlav", "Dvořáček Kučera Jovanović Šimunić Novotný"),
)
#: Names in other scripts.
OTHER: Final = (
    _tongue("花子 太郎 美咲 健一 由美子", "山田 佐藤 小林 渡辺 高橋", family_first=True),
    _tongue("أمينة يوسف ليلى عمر نور", "حداد الخطيب منصور درويش"),
    _tongue("Анна Дмитрий Оксана Юрий Ганна", "Ковальчук Морозова Ященко Лебедев"),
    _tongue("Ελένη Γιώργος Ιωάννα Νίκος", "Παπαδάκης Οικονόμου Αλεξίου"),
    _tongue("नेहा राहुल सुनीता विजय", "शर्मा वर्मा त्रिपाठी"),
    _tongue("민준 서연 지우 하은", "김 이 박 최", family_first=True),
    _tongue("נועה אורי תמר איתן", "לוין שפירא ברק"),
    _tongue("ሰላም ዳዊት ሀና", "ተስፋዬ ገብረ በቀለ"),
)
_LATIN_WEIGHTS: Final = tuple(range(2 * len(LATIN), len(LATIN), -1))


def draw_name(draw: Draw, *, other_scripts: float) -> str:
    """A full name; in that share of cases written in other letters than Latin ones."""
    if draw.chance(other_scripts):
        tongue = draw.random.choice(OTHER)
    else:
        tongue = draw.random.choices(LATIN, weights=_LATIN_WEIGHTS)[0]
    given, family = draw.random.choice(tongue.given), draw.random.choice(tongue.family)
    return f"{family} {given}" if tongue.family_first else f"{given} {family}"
