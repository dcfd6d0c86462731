# test_trace.py - make trace: the boot that it draws, against what is known otherwise: symbols,
# sources, files, the kernel's own trace of system calls and its own clock.

import json
import re
import struct
import subprocess
import xml.etree.ElementTree as ET
from itertools import groupby, pairwise

import pytest

from images import Part, install, make_disk
from machine import BUILD, ROOT, Machine

STAGES = {
    "stage1": "stage1/boot.elf", "stage2": "stage2/diskboot.elf",
    "decompress": "decompress/decompress.elf", "loader": "loader/loader.elf",
    "kernel": None, "user": "user/64/init",
}
SECTOR, PIECE = 512, 16                 # PIECE_SECTORS of loader/disk/cache.h
PREF_ADDRESS = 0x258                    # in vmlinuz: where the kernel would like to be
SVG = "{http://www.w3.org/2000/svg}"
REAL, PROTECTED, LONG = "real mode, 16 bits", "protected mode, 32 bits", "long mode, 64 bits"
CALL = re.compile(r"^\[1\] (\w+)\(", re.M)
SOON = 100_000                          # instructions from a stage's first to its look at the clock
SECONDS = 400                           # more than make trace allows itself


class Trace:
    def __init__(self, folder):
        self.folder = folder
        data = json.loads((folder / "boot.json").read_text())
        self.end, self.own, self.spans = data["end"], data["own"], data["spans"]

    def lane(self, name):
        return [span for span in self.spans if span["lane"] == name]

    def stage(self, name):
        """(begin, end)"""
        span = next(span for span in self.lane("stage") if span["name"] == name)
        return span["begin"], self.end if span["end"] is None else span["end"]

    def reads(self, begin, end):
        """Sectors that INT 13h was to read between two moments."""
        sectors = []
        for span in self.lane("bios"):
            if begin <= span["begin"] < end and "lba" in span["facts"]:
                lba, count = span["facts"]["lba"], span["facts"]["count"]
                sectors += range(lba, lba + count)
        return sectors


def run_make(folder, *more):
    return subprocess.run(["make", "-s", f"B={BUILD.relative_to(ROOT)}", "trace", f"TRACE={folder}",
                           *more], cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)


def make_trace(folder, *more):
    done = run_make(folder, *more)
    assert done.returncode == 0, done.stdout + done.stderr
    return Trace(folder)


@pytest.fixture(scope="module")
def trace(tmp_path_factory):
    return make_trace(tmp_path_factory.mktemp("trace"))


@pytest.fixture(scope="module")
def trace_of_32(tmp_path_factory):
    """Another disk, whose entry runs a program of 32 bits and switches the machine off."""
    folder = tmp_path_factory.mktemp("trace32")
    disk = install(make_disk(folder / "disk.img", [Part("ext4", {
        "boot/grub/grub.cfg": "set timeout=0\nmenuentry demo {\n  linux /v console=ttyS0 -- -c demo32\n"
                              "  initrd /i\n}\n",
        "v": BUILD / "vmlinuz", "i": BUILD / "initramfs.cpio.gz"})], scheme="gpt"))
    return make_trace(folder, f"TRACE_DISK={disk}")


def entry(elf):
    header = subprocess.run(["readelf", "-h", BUILD / elf], check=True, capture_output=True,
                            text=True).stdout
    return int(re.search(r"Entry point address:\s+(\w+)", header)[1], 16)


def test_stages_in_order(trace):
    """Each at its entry, where the one before ends; the first where the MBR was loaded to."""
    stages = trace.lane("stage")
    assert [span["name"] for span in stages] == list(STAGES)
    for before, after in pairwise(stages):
        assert 0 < before["begin"] < before["end"] == after["begin"]
    for span in stages:
        elf = STAGES[span["name"]]
        linked = entry(elf) if elf else \
            struct.unpack_from("<Q", (BUILD / "vmlinuz").read_bytes(), PREF_ADDRESS)[0]
        assert int(span["details"]["address"], 16) == linked
    assert stages[-1]["begin"] < trace.end


def test_times_fit(trace):
    """Sorted; nothing ends before it begins or when all has ended."""
    begins = [span["begin"] for span in trace.spans]
    assert begins == sorted(begins)
    for span in trace.spans:
        assert span["end"] is None or span["begin"] <= span["end"] <= trace.end, span


def test_modes(trace):
    """Real, protected, long; in between, back for each BIOS call of the loader."""
    modes = trace.lane("mode")
    names = [name for name, _ in groupby(span["name"] for span in modes)]
    assert len(names) == len(modes)
    assert names[:2] == [REAL, PROTECTED] and names[-2:] == [PROTECTED, LONG]
    assert set(names) == {REAL, PROTECTED, LONG} and names.count(LONG) == 1

    begin, end = trace.stage("loader")
    calls = [span for span in trace.lane("bios") if begin <= span["begin"] < end]
    back = [span for span in modes if begin <= span["begin"] < end and span["name"] == REAL]
    assert len(calls) == len(back) > 20
    for call, mode in zip(calls, back):
        assert call["begin"] < mode["begin"] < mode["end"] < call["end"]
    begin, end = trace.stage("kernel")
    assert begin < modes[-1]["begin"] < end


def test_bios_calls(trace):
    """What is asked, what came back, and who asks, whose source has that line."""
    calls = trace.lane("bios")
    for call in calls:
        details = call["details"]
        assert re.match(r"INT [0-9A-F]{2}h$", call["name"]) and call["end"]
        assert details["question"] and details["answer"] and "ax=" in details["registers"]
        stage, path, line = re.match(r"(\w+): ([^:]+):(\d+)", details["caller"]).groups()
        assert trace.stage(stage)[0] <= call["begin"] < trace.stage(stage)[1]
        text = (ROOT / path).read_text().splitlines()[int(line) - 1]
        assert "int" in text.replace("bios_int", "int"), (path, line, text)
    assert {"INT 10h", "INT 13h", "INT 15h", "INT 16h"} <= {call["name"] for call in calls}
    ranges = [call for call in calls if "memory map" in call["details"]["question"]]
    assert ranges and "the last" in ranges[-1]["details"]["answer"]


def test_callers_of_the_bios(trace):
    """All the way down from the loader's first function, which the sources have."""
    sources = "".join(path.read_text() for path in (ROOT / "loader").rglob("*.c"))
    calls = [call for call in trace.lane("bios") if call["details"]["caller"].startswith("loader:")]
    for call in calls:
        names = call["details"]["called from"].split(" > ")
        assert names[0] == "bios_main" and call["details"]["caller"].endswith(f" {names[-1]}()")
        assert all(re.search(rf"\b{name}\(", sources) for name in names), names
    initrd = trace.lane("file")[-1]
    of_it = [call for call in calls if initrd["begin"] < call["begin"] < initrd["end"]]
    assert len(of_it) > 5
    for call in of_it:
        assert " > read_initrds > " in call["details"]["called from"]


def test_unpacking(trace):
    """The loader's start by the decompressor, which ends there; the rest when it is called."""
    def names(begin, end):
        return [step["name"] for step in trace.lane("unpack") if begin <= step["begin"] < end]
    stage, loader = trace.stage("decompress"), trace.stage("loader")
    assert names(*stage) == ["checksum", "a20_open", "lzma_open", "lzma_run", "x86_join"]
    assert names(*loader) == ["lzma_run", "x86_join"]
    first, rest = [step for step in trace.lane("unpack") if step["name"] == "x86_join"]
    assert first["end"] == stage[1] and loader[0] < rest["end"] < loader[1]
    lzma = next(step for step in trace.lane("unpack") if step["name"] == "lzma_run")
    assert lzma["end"] - lzma["begin"] > (stage[1] - stage[0]) / 2


def test_core_image_is_read(trace):
    """By the stages before the decompressor: from sector 1 on, each once."""
    size = (BUILD / "core.img").stat().st_size
    sectors = trace.reads(trace.stage("stage1")[0], trace.stage("stage2")[1])
    assert sectors == list(range(1, 1 + -(-size // SECTOR)))
    assert trace.reads(*trace.stage("decompress")) == []


def default_entry():
    """What the first entry of disk/grub.cfg loads."""
    text = (ROOT / "disk/grub.cfg").read_text()
    body = text[text.index("menuentry '"):]
    return [re.search(rf"^  {command} (\S+)", body, re.M)[1] for command in ("linux", "initrd")]


def test_files(trace):
    """grub.cfg and what the default entry names: found, and read from the first byte to the last
    by INT 13h."""
    files = trace.lane("file")
    sources = {"/boot/grub/grub.cfg": ROOT / "disk/grub.cfg"} | {
        path: BUILD / path.rsplit("/")[-1] for path in default_entry()}
    for path, source in sources.items():
        size, name = source.stat().st_size, f"(hd0,msdos1){path}"
        found = next(span for span in files if span["name"] == f"find {name}")
        assert found["details"]["size"] == f"{size} bytes"
        reads = [span for span in files if span["name"] == f"read {name}"]
        got = set()
        for span in reads:
            got.update(range(span["facts"]["offset"],
                             span["facts"]["offset"] + span["facts"]["size"]))
        missing = size - len(got)       # of vmlinuz, what the kernel does not need of its setup
        assert 0 <= missing < 4 * SECTOR and size - 1 in got, (path, missing)
        long = max(reads, key=lambda span: span["facts"]["size"])
        if long["facts"]["size"] > 64 * 1024:
            # Its first bytes may be in the piece of the cache that the file's head was in.
            sectors = len(trace.reads(long["begin"], long["end"]))
            assert (sectors + PIECE) * SECTOR > long["facts"]["size"]
    assert sum(span["facts"].get("size", 0) for span in files if "a directory" in span["name"])


def called_by(function):
    """The functions that a function of kernel/main.c calls, in order."""
    text = (ROOT / "kernel/main.c").read_text()
    body = re.search(rf"^(?:static )?(?:NORETURN )?void {function}\([^;]*?\)\n{{(.*?)^}}", text, re.M | re.S)[1]
    return [name for name in dict.fromkeys(re.findall(r"(\w+)\(", body)) if name != "boot_step"]


def test_kernel_steps(trace):
    """start_kernel()'s, as its source has them; then process 1's."""
    steps = trace.lane("kernel")
    of = {function: [s["name"] for s in steps if s["details"]["of"] == function]
          for function in ("start_kernel()", "kernel_init()")}
    assert of["start_kernel()"] == called_by("start_kernel")
    text = (ROOT / "kernel/init.c").read_text()
    body = text[text.index("int kernel_init("):]
    assert len(of["kernel_init()"]) > 5
    places = [re.search(rf"\b{name}\(", body).start() for name in of["kernel_init()"]]
    assert places == sorted(places)
    for before, after in pairwise(steps):
        assert before["end"] == after["begin"]
    begin, end = trace.stage("kernel")
    assert begin < steps[0]["begin"] and steps[-1]["end"] == end


def test_system_calls(trace):
    """Process 1's are those that the kernel itself tells when it boots with `strace`; what is
    traced last is the shell's prompt."""
    calls = trace.lane("call")
    first = [call["name"] for call in calls if call["facts"]["pid"] == 1]
    arguments = ["-kernel", BUILD / "vmlinuz", "-initrd", BUILD / "initramfs.cpio.gz",
                 "-append", "console=tty0 console=ttyS0,115200 strace"]
    with Machine(arguments=arguments) as pc:
        pc.expect(r"\[1\] fork\(.*\n")
        told = CALL.findall(pc.said().replace("\r", ""))
    assert len(told) > 20
    assert first[:len(told)] == told
    assert calls[0]["details"]["pid"] == "1, init"
    assert all(call["begin"] >= trace.stage("user")[0] for call in calls)
    mounts = [call["details"]["call"] for call in calls if call["name"] == "mount"]
    assert mounts[0].startswith('mount("proc", "/proc", "proc"')

    # What was not in memory yet when it was called, and what only the answer has brought.
    assert calls[1]["details"]["call"] == 'mkdir("/proc", 0755)'
    assert calls[1]["details"]["answer"] == "error 17, EEXIST"
    assert any(call["details"]["call"].startswith("read(3, 'BOOT_IMAGE=/boot/vmlinuz ") for call in calls)

    prompt = trace.lane("milestone")[-1]
    assert prompt["name"] == "PROMPT"
    last = next(call for call in calls if call["begin"] == prompt["begin"])
    assert last["name"] == "write" and "# " in last["details"]["call"] and last["end"] == trace.end
    assert last["details"]["pid"].endswith(", sh")


def test_calls_of_32_bits(trace_of_32):
    """By their own table; and a machine that ends ends the trace."""
    calls = [call for call in trace_of_32.lane("call") if call["details"]["pid"].endswith(", demo32")]
    assert {call["facts"]["bits"] for call in calls} >= {32}
    table = (ROOT / "kernel/sys/syscall_32.tbl").read_text()
    names = dict(re.findall(r"^(\d+)\s+(\w+)", table, re.M))
    of_32 = [call for call in calls if call["facts"]["bits"] == 32]
    for call in of_32:
        number = str(call["facts"]["number"])
        assert call["name"] == names.get(number, f"syscall_{number}")
    assert all(call["details"]["answer"] for call in of_32 if call["name"] != "exit_group")
    opened = next(call for call in of_32 if "/no/such/file" in call["details"]["call"])
    assert opened["name"] == "open" and opened["details"]["answer"] == "error 2, ENOENT"
    said = (trace_of_32.folder / "serial").read_text(errors="replace")
    written = [call for call in of_32 if call["name"] == "write" and "world" in call["details"]["call"]]
    assert written and "world" in said
    assert trace_of_32.lane("call")[-1]["name"] == "reboot"
    assert not [span for span in trace_of_32.lane("milestone") if span["name"] == "PROMPT"]


def test_failure_is_told(tmp_path):
    """And no page of an earlier boot is left to be taken for this one's."""
    (tmp_path / "boot.html").write_text("old")
    done = run_make(tmp_path, f"TRACE_DISK={tmp_path}/none.img")
    assert done.returncode != 0 and "no shell came" in done.stdout
    assert not (tmp_path / "boot.html").exists()


def test_own_clock_agrees(trace):
    """The machine's own timeline has the same moments.  Its clock goes on when the CPU sleeps,
    which the count of instructions does not: it is ahead, and ever more so."""
    own = {what: tsc for what, tsc in trace.own}
    begins = {span["name"]: span["begin"] for span in trace.lane("stage")}
    begins |= {span["details"]["what"]: span["begin"] for span in trace.lane("milestone")}
    names = {"stage1": "boot.img: first instruction", "stage2": "diskboot.img: first instruction",
             "decompress": "lzma_decompress.img: first instruction",
             "loader": "loader: first instruction"}
    names |= {what: f"loader: {what}" for what in begins if f"loader: {what}" in own}
    names |= {"kernel": "kernel: first instruction"}
    assert len(names) >= 9
    ahead = [own[names[what]] - begins[what] for what in names]
    assert 0 <= ahead[0], ahead
    for before, after in pairwise(ahead):
        assert before <= after + SOON, ahead
    begin, end = trace.stage("decompress")
    assert end - begin > (BUILD / "core.img").stat().st_size    # each byte of it is looked at
    tsc = list(own.values())
    assert tsc == sorted(tsc) and list(own)[-1] == "kernel_init"


def test_page_and_picture(trace):
    """XML, nothing from elsewhere in it, and a bar that tells more for everything there is."""
    picture = ET.parse(trace.folder / "boot.svg").getroot()
    page = ET.parse(trace.folder / "boot.html").getroot()
    assert picture.tag == f"{SVG}svg" and page.tag == "html"
    for root in (picture, page):
        for element in root.iter():
            assert not {"href", "src", "{http://www.w3.org/1999/xlink}href"} & set(element.attrib)
            assert element.tag not in ("link", "img", "iframe")
        assert "url(" not in ET.tostring(root, "unicode") and "@import" not in ET.tostring(root, "unicode")

    panel = picture.find(f"{SVG}g[@class='panel']")     # the first: the whole boot
    bars = {(bar.get("data-lane"), bar.get("data-name"), int(bar.get("data-begin"))):
            bar.find(f"{SVG}title").text for bar in panel.iter(f"{SVG}rect")}
    for span in trace.spans:
        told = bars[span["lane"], span["name"], span["begin"]]
        for what, text in span["details"].items():
            assert f"{what}: {text}" in told
    stages = [bar for bar in panel.iter(f"{SVG}rect") if bar.get("data-lane") == "stage"]
    for before, after in pairwise(stages):
        assert float(before.get("x")) + float(before.get("width")) == pytest.approx(
            float(after.get("x")), abs=1)
    assert len(page.findall(f".//{SVG}rect")) == len(picture.findall(f".//{SVG}rect"))
    for lane in {span["lane"] for span in trace.spans}:
        rows = page.findall(f".//table[@id='{lane}']/tr")
        assert len(rows) == 1 + len(trace.lane(lane))
        assert [int(row.get("data-begin")) for row in rows[1:]] == [s["begin"] for s in trace.lane(lane)]


def test_parts_of_the_picture(trace):
    """The whole boot shows where each panel below it is from; in these are all labels, but those
    that say the same as the one before, and of bars that lie too thick."""
    picture = ET.parse(trace.folder / "boot.svg").getroot()
    whole, *parts = picture.findall(f"{SVG}g[@class='panel']")
    numbers = [bar.get("data-name") for bar in whole.iter(f"{SVG}rect") if bar.get("data-lane") == "part"]
    assert numbers == [str(n + 1) for n in range(len(parts))] and len(parts) >= 8
    for number, part in zip(numbers, parts):
        assert part.get("id") == f"part-{number}" and part.find(f"{SVG}text").text.startswith(f"{number}. ")
    said = {text.text for part in parts for text in part.iter(f"{SVG}text")}
    for lane in ("kernel", "unpack", "stage"):
        assert {span["name"] for span in trace.lane(lane)} <= said


def test_script_of_the_page(trace):
    """It goes through XML unchanged, asks for nothing, and what it looks for is there."""
    script = (ROOT / "tools/trace/page.js").read_text()
    page = (trace.folder / "boot.html").read_text()
    assert f"<script>{script}</script>" in page and not set("<>&") & set(script)
    assert not re.search("https?:|fetch|XMLHttp|import", script)
    for name in ("#tip {", "tr.found {", 'data-lane="', 'data-begin="', 'id="part-1"'):
        assert name in page
