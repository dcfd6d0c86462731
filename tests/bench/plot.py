# plot.py - docs/performance.svg, stages.svg and growth.svg.  The same numbers make the same bytes.

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "firstlight", "svg.fonttype": "none", "font.size": 8,
                            "axes.spines.top": False, "axes.spines.right": False})

import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.ticker import LogLocator, ScalarFormatter  # noqa: E402

import rounds  # noqa: E402
from disks import FLOOR, GRUB, INTERFACES, NAMES, OURS, SYSLINUX  # noqa: E402
from page import rows_of  # noqa: E402
from stages import STAGES  # noqa: E402

COLOURS = {FLOOR: "#888888", OURS: "#d62728", GRUB: "#1f77b4", SYSLINUX: "#2ca02c"}
METADATA = {"Date": None, "Creator": None}


def save(figure, path):
    figure.savefig(path, format="svg", metadata=METADATA)
    plt.close(figure)


def bars(axes, found, interface, scale, form, choose):
    """A bar for each loader and filesystem, its number behind it; `choose` of its rounds."""
    cases = rows_of("big")[::-1]
    values = [choose(found[case, interface]) for case in cases]
    for y, (case, value) in enumerate(zip(cases, values)):
        if value is not None:
            axes.barh(y, value / scale, color=COLOURS[case.loader])
            axes.text(value / scale, y, " " + form.format(value / scale), va="center")
        else:
            axes.text(axes.get_xlim()[0], y, " failed", va="center")
    axes.margins(x=0.2)
    axes.set_yticks(range(len(cases)), [f"{c.loader} {c.filesystem}".strip() for c in cases])


def logarithmic(axes):
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(ScalarFormatter())
    axes.minorticks_off()


def performance(counted, wall, path):
    figure, axes = plt.subplots(2, len(INTERFACES), figsize=(11, 6.5), sharey=True,
                                layout="constrained")
    for column, interface in enumerate(INTERFACES):
        top, bottom = axes[0][column], axes[1][column]
        logarithmic(top)
        bars(top, counted, interface, 1e6, "{:.1f}", rounds.median)
        top.set_title(NAMES[interface])
        top.set_xlabel("million instructions, median, logarithmic")
        bars(bottom, wall, interface, 1, "{:.2f}", rounds.least)
        bottom.set_xlabel("seconds, least")
    figure.suptitle("8 MiB kernel and 32 MiB initrd")
    save(figure, path)


def shares(split):
    """{stage: (instructions, of them in INT 13h)} without what is no stage."""
    return {name: split[name] for name, *_ in STAGES if name in split}


def stages(found, path):
    """A bar for each boot: where its instructions went, the BIOS's part of a stage hatched."""
    boots = [what for what, split in found.items() if split][::-1]
    figure, axes = plt.subplots(figsize=(11, 2.6), layout="constrained")
    for colour, (name, *_) in enumerate(STAGES):
        for y, what in enumerate(boots):
            split = shares(found[what])
            whole = sum(ticks for ticks, _ in split.values()) / 100
            before = sum(split[n][0] for n, *_ in STAGES[:colour] if n in split)
            ticks, bios = split.get(name, (0, 0))
            axes.barh(y, ticks / whole, left=before / whole, color=f"C{colour}",
                      label=None if y else name)
            axes.barh(y, bios / whole, left=before / whole, color="none", edgecolor="white",
                      linewidth=0, hatch="////")
    axes.set_yticks(range(len(boots)), boots)
    axes.set_xlim(0, 100)
    axes.set_xlabel("% of the instructions behind the MBR's first; hatched: in INT 13h")
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    save(figure, path)


def growth(found, path):
    figure, axes = plt.subplots(1, len(found), figsize=(11, 3.2), squeeze=False,
                                layout="constrained")
    for panel, (what, lines) in zip(axes[0], found.items()):
        for line, points in lines.items():
            points = [p for p in points if p]
            panel.plot([n for n, _ in points], [cost / 1e6 for _, cost in points], marker="o",
                       markersize=3, label=line)
        panel.set_xlabel(what)
        panel.set_ylim(bottom=0)
        panel.set_xlim(left=0)
        panel.xaxis.set_major_locator(plt.MaxNLocator(4))
        if len(lines) > 1:
            panel.legend(frameon=False)
    axes[0][0].set_ylabel("million instructions")
    save(figure, path)
