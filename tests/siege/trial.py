"""The oracle's verbs: each judges one act on copies. Pure.

A `Trial` works on copies of the cases it touches; `keep` makes them true, so that one act can be judged in several
orders. Each verb returns the code of the refusal that must come, or "" when the act must succeed.
"""

from __future__ import annotations

from tests.siege.model import Case, Doing, Moves, answers_fit, way_out


class Trial(Moves):
    def start(self, procedure: str, by: str, bound: dict[str, tuple[str, ...]], request: str) -> str:
        sop = self.model.in_force[procedure]
        lane = sop.lanes[sop.first.lane]
        code, stands = self.people.standing(by, self.people.actors(procedure, lane.key, (), self.day), self.day)
        if code:
            return "bukan-pelaksana-awal"
        for name, persons in bound.items():
            if name not in sop.lanes or not sop.lanes[name].per_case:
                return "pelaksana-menurut-jabatan" if name in sop.lanes else "pelaksana-tidak-dikenal"
            if not self.people.known(persons):
                return "orang-tidak-dikenal"
        if request in self.requests:
            return "sudah-dimulai"
        self.requests |= {request}
        more = {lane.key: (stands or by,)} if lane.per_case and lane.key not in bound else {}
        self._begin(procedure, by, {}, {**bound, **more}, None)
        return ""

    def complete(self, number: int, task: str, by: str, d: Doing) -> str:
        if any(not self.people.known(persons) for persons in d.appoints.values()):
            return "orang-tidak-dikenal"
        case = self.case(number)
        code, stands = self.allowed(case, task, by)
        if code:
            return code
        place, self.by = case.open[task], by
        step, sop = case.sop.steps[place.step], case.sop
        if place.waits:
            return "menunggu-sop-lain"
        if not answers_fit(step, d.answers):
            return "isian-belum-benar"
        private = {asked.key for asked in step.fields if asked.personal}
        facts = {key: value for key, value in d.answers.items() if key not in private}
        code, target = way_out(step, d.exit, {**case.facts, **facts})
        if code:
            return code
        back = bool(step.exits) and sop.is_return(step, target)
        needs, yields = sop.needs_of(step), sop.yields_of(step)
        asked_for = {*needs, *(yields or step.standard.yields)}
        if {*d.attachments, *d.outputs, *d.without} - asked_for:
            return "dokumen-tidak-diminta"
        lacking = [kind for kind in needs if kind not in case.docs and kind not in d.attachments]
        owed = [] if back else [kind for kind in yields if kind not in d.outputs]
        for kind in (*lacking, *owed):
            if not d.without.get(kind, "").strip():
                return "kelengkapan-belum-ada" if kind in lacking else "output-belum-ada"
        case.docs |= {**d.attachments, **d.outputs}
        if not back:
            if any(not d.appoints.get(lane) for lane in step.appoints):
                return "belum-menunjuk"
            for lane in step.appoints:
                self._bind(case, lane, tuple(d.appoints[lane]))
        for kind in lacking:
            self._lapse(case, "kelengkapan", task, kind)
        for kind in owed:
            self._lapse(case, "output", task, kind)
        self._overdue(case, task)
        case.facts |= facts
        self._settle(number, self._leave(case, task, target, by, stands))
        return ""

    def send_back(self, number: int, task: str, by: str, target: str, reason: str) -> str:
        case = self.case(number)
        code, stands = self.allowed(case, task, by)
        if code or not reason.strip():
            return code or "alasan-kosong"
        if target not in self.targets(case, task):
            return "tidak-dapat-dikembalikan"
        self.by, group = by, case.open[task].group
        self._overdue(case, task)
        case.closed[task] = (by, stands, case.open.pop(task).assignees)
        self._settle(number, self._open(case, case.sop.steps[target], group))
        return ""

    def targets(self, case: Case, task: str) -> list[str]:
        place, keys = case.open[task], list(case.sop.steps)
        here = case.sop.steps[place.step]
        earlier = [case.sop.steps[key] for key in keys[: keys.index(here.key)] if case.visits.get(key)]
        return [] if place.waits else [step.key for step in earlier if case.sop.same_branch(step, here)]

    def skip(self, number: int, task: str, by: str, reason: str) -> str:
        case = self.case(number)
        code, stands = self.allowed(case, task, by)
        if code or not reason.strip():
            return code or "alasan-kosong"
        step = case.sop.steps[case.open[task].step]
        if case.open[task].waits:
            return "menunggu-sop-lain"
        if step.exits or step.appoints:
            return "tidak-dapat-dilewati"
        self.by = by
        self._overdue(case, task)
        self._lapse(case, "dilewati", task)
        self._settle(number, self._leave(case, task, step.next, by, stands))
        return ""

    def hand_over(self, number: int, task: str, by: str, persons: tuple[str, ...], reason: str) -> str:
        if not self.people.known(persons):
            return "orang-tidak-dikenal"
        case = self.case(number)
        code, _ = self.allowed(case, task, by)
        if code and task in case.open:
            above = any(by in self.people.superiors(person, self.day) for person in self.actors(case, task))
            if not above and "administrator" not in self.people.roles(by, self.day):
                return "bukan-wewenang"
            code = ""
        if code or not reason.strip():
            return code or "alasan-kosong"
        case.open[task].assignees = persons
        case.entries += 1
        return ""

    def take(self, number: int, task: str, by: str) -> str:
        case = self.case(number)
        code, stands = self.allowed(case, task, by)
        if code or case.open[task].waits:
            return code or "menunggu-sop-lain"
        holder = (stands or by,)
        if case.open[task].assignees == holder:
            return "sudah-dipegang"
        case.open[task].assignees = holder
        case.entries += 1
        return ""

    def give_back(self, number: int, task: str, by: str) -> str:
        case = self.case(number)
        if code := self.allowed(case, task, by)[0]:
            return code
        lane = case.sop.steps[case.open[task].step].lane
        appointed = case.bound.get(lane, ())
        if not appointed and not self.people.actors(case.procedure, lane, (), self.day):
            return "pelaksana-kosong"
        if case.open[task].assignees == appointed:
            return "tidak-dipegang"
        case.open[task].assignees = appointed
        case.entries += 1
        return ""

    def appoint(self, number: int, lane: str, by: str, persons: tuple[str, ...]) -> str:
        if not self.people.roles(by, self.day) & {"pimpinan", "administrator"}:
            return "bukan-wewenang"
        if not self.people.known(persons):
            return "orang-tidak-dikenal"
        case = self.case(number)
        if not case.runs or lane not in case.sop.lanes:
            return "pelaksana-tidak-dikenal" if case.runs else "tidak-berjalan"
        self._bind(case, lane, persons)
        case.entries += 1
        return ""

    def cancel(self, number: int, by: str, reason: str) -> str:
        case = self.case(number)
        if by != case.starter and "pimpinan" not in self.people.roles(by, self.day):
            return "bukan-wewenang"
        if not case.runs or not reason.strip():
            return "alasan-kosong" if case.runs else "tidak-berjalan"
        self.by = by
        self._cancel(number, tell=True)
        return ""

    def _cancel(self, number: int, tell: bool) -> None:
        case = self.case(number)
        for task, place in case.open.items():
            case.closed[task] = (None, None, place.assignees)
        case.status, case.open, case.groups = "dibatalkan", {}, {}
        if tell:
            self._settle(number, [])
        else:
            case.entries += 1
        for child in case.children:
            if self.case(child).runs:
                self._cancel(child, tell=False)

    def call_again(self, number: int, task: str, by: str) -> str:
        case = self.case(number)
        if code := self.allowed(case, task, by)[0]:
            return code
        if case.open[task].waits or case.sop.steps[case.open[task].step].call is None:
            return "tidak-dapat-dipanggil"
        case.open[task].waits, self.by = True, by
        self._settle(number, [task])
        return ""

    def answer(self, number: int, lapse: int, by: str, text: str) -> str:
        case = self.case(number)
        if lapse > len(case.lapses):
            return "penyimpangan-tidak-ada"
        row = case.lapses[lapse - 1]
        if row.person != by:
            return "bukan-penanggung-jawab"
        if row.status not in ("dicatat", "ditolak") or not text.strip():
            return "jawaban-kosong" if row.status in ("dicatat", "ditolak") else "sudah-dijawab"
        row.status = "dijawab"
        case.entries += 1
        return ""

    def judge(self, number: int, lapse: int, by: str, accept: bool, text: str) -> str:
        case = self.case(number)
        if lapse > len(case.lapses):
            return "penyimpangan-tidak-ada"
        row = case.lapses[lapse - 1]
        if row.person == by:
            return "menilai-diri-sendiri"
        above = self.people.superiors(row.person, self.day) if row.person else ()
        if not (above and self.people.standing(by, above, self.day)[0] == "") and (
            above or "pimpinan" not in self.people.roles(by, self.day)
        ):
            return "bukan-atasan"
        if row.status != "dijawab":
            return "belum-dijawab"
        if not accept and not text.strip():
            return "alasan-kosong"
        row.status = "diterima" if accept else "ditolak"
        case.entries += 1
        return ""

    def comment(self, number: int, by: str, text: str, request: str) -> str:
        case = self.case(number)
        mine = {by, *self.people.stands_in_for(by, self.day)}
        lanes = {name for name, _ in self.people.lanes_of(by, self.day)} if by not in self.people.outside else set()
        part = {person for who, whom, named in case.closed.values() for person in (who, whom, *named)}
        part |= {p for place in case.open.values() for p in place.assignees} | {
            p for bound in case.bound.values() for p in bound
        }
        overseer = self.people.roles(by, self.day) & {"pimpinan", "administrator", "auditor"}
        if not (overseer or case.starter in mine or case.procedure in lanes or mine & part):
            return "tidak-terlibat"
        if not text.strip():
            return "komentar-kosong"
        case.entries += request not in self.requests
        self.requests |= {request}
        return ""
