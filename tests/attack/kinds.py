"""Every kind of attack."""

from tests.attack.damaged import NAMES, DamagedFiles
from tests.attack.disks import FullDisks
from tests.attack.ends import StreamEnds
from tests.attack.kills import Kills, KillsAsFirstProcess
from tests.attack.rows import CsvRows, JsonRows
from tests.attack.threads import Forks, SavingThreads

ATTACKS = {
    attack.name: attack
    for attack in (
        *(DamagedFiles(kind) for kind in NAMES),
        CsvRows(),
        JsonRows(),
        StreamEnds(),
        Kills(),
        KillsAsFirstProcess(),
        FullDisks(),
        SavingThreads(),
        Forks(),
    )
}
