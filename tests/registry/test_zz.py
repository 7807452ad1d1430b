from tests.conftest import *
from tests.registry.test_desk_import import *
def test_x(fresh_app, lan):
    confirm(lan, draft_of(send(lan, workbook([row("Cà phê"), row("Trà")]))))
    draft = draft_of(send(lan, workbook([row("Cà phê"), row("Trà", star="3 sao")])))
    import re
    print(re.sub(r"<[^>]+>"," ",lan.get(draft).text.split("<main")[1]))
