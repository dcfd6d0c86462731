# draw.py - boot.json to boot.svg and boot.html.
#
#     draw.py FOLDER

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import page
import svg


def main(folder):
    trace = json.loads((folder / "boot.json").read_text())
    picture = svg.picture(trace)
    ET.ElementTree(picture).write(folder / "boot.svg", "utf-8", xml_declaration=True)
    text = ET.tostring(page.page(trace, picture), "unicode", short_empty_elements=False)
    (folder / "boot.html").write_text("<!DOCTYPE html>\n" + text + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
