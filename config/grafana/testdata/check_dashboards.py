"""Reads dashboards with Grafana's own models (PyPI grafana-foundation-sdk) and writes them again: what the models do not
know is lost, and told. Also held: ids and places of panels, and that every query has a data source and a letter of its own.

    python check_dashboards.py dashboards/*.json
"""

import json
import sys

from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard


def lost(written, read, path=""):
    """Yields what is in written and not, or not the same, in read."""
    if isinstance(written, dict) and isinstance(read, dict):
        for key, value in written.items():
            if key not in read:
                if value is not None:
                    yield f"{path}/{key} is unknown to Grafana's models"
            else:
                yield from lost(value, read[key], f"{path}/{key}")
    elif isinstance(written, list) and isinstance(read, list) and len(written) == len(read):
        for i, (a, b) in enumerate(zip(written, read)):
            yield from lost(a, b, f"{path}/{i}")
    elif written != read:
        yield f"{path} is {written!r} and comes back as {read!r}"


def structure(board):
    """Yields what Grafana would stumble over."""
    ids, places = set(), set()
    for panel in board["panels"]:
        title = panel["title"]
        if panel["id"] in ids:
            yield f"{title}: its id is there twice"
        ids.add(panel["id"])
        grid = panel["gridPos"]
        if grid["x"] + grid["w"] > 24:
            yield f"{title}: wider than the page"
        for x in range(grid["x"], grid["x"] + grid["w"]):
            for y in range(grid["y"], grid["y"] + grid["h"]):
                if (x, y) in places:
                    yield f"{title}: lies over another panel"
                    break
                places.add((x, y))
        letters = [target["refId"] for target in panel["targets"]]
        if len(set(letters)) != len(letters):
            yield f"{title}: two queries have one letter"
        for target in panel["targets"]:
            if not target.get("expr") or target["datasource"]["uid"] != "${datasource}":
                yield f"{title}: a query without an expression or the dashboard's data source"


def main(files):
    plugins.register_default_plugins()
    problems, uids = [], set()
    for file in files:
        with open(file, encoding="utf-8") as f:
            board = json.load(f)
        model = dashboard.Dashboard.from_json(board)
        again = json.loads(JSONEncoder().encode(model))
        problems += [f"{file}: {p}" for p in [*lost(board, again), *structure(board)]]
        if board["uid"] in uids:
            problems.append(f"{file}: its uid is there twice")
        uids.add(board["uid"])
    print("\n".join(problems) or f"{len(files)} dashboards are sound")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
