"""Label Studio's own library reads the configuration, the tasks, and exports what it read."""

import json
from pathlib import Path
from typing import Any

from label_studio_sdk.converter import Converter
from label_studio_sdk.label_interface import LabelInterface

from tests.formatting import make_document, written
from tests.stress import documents_of


def test_its_interface_takes_the_configuration_the_tasks_and_every_region(stressed: Path) -> None:
    files = written("label-studio", documents_of(stressed))
    interface = LabelInterface(files[".config.xml"].decode())
    interface.validate()

    regions = 0
    for task in json.loads(files[""]):
        assert interface.validate_task({"data": task["data"]})
        for annotation in task["annotations"]:
            assert interface._validate_object(annotation, return_errors=True) == []
            regions += len(annotation["result"])
    assert regions == sum(len(it.marks) for it in documents_of(stressed))
    assert interface.get_control("label").labels == [
        *("claim", "quote", "date", "error", "date seen")
    ]


def test_its_interface_has_labels_of_any_characters_as_they_are() -> None:
    label = "<i> & \"'] 🙂\u2028 ünïcode"
    document = make_document("a.txt", "Rome", [(0, 4, label, "ana", "")])
    files = written("label-studio", [document])

    interface = LabelInterface(files[".config.xml"].decode())

    interface.validate()
    (task,) = json.loads(files[""])
    assert interface._validate_object(task["annotations"][0], return_errors=True) == []
    assert label in interface.get_control("label").labels


def test_its_converter_finds_every_region(stressed: Path, tmp_path: Path) -> None:
    files = written("label-studio", documents_of(stressed))
    # A task and an annotation are given their numbers when they are imported.
    tasks: list[dict[str, Any]] = json.loads(files[""])
    for number, task in enumerate(tasks, 1):
        task["id"] = number
    source = tmp_path / "tasks.json"
    source.write_text(json.dumps(tasks))

    converter = Converter(files[".config.xml"].decode(), str(tmp_path))
    converter.convert_to_json_min(str(source), str(tmp_path / "out"), is_dir=False)

    rows = json.loads((tmp_path / "out" / "result.json").read_bytes())
    found = sorted(
        (row["doc_path"], it["text"], it["labels"][0])
        for row in rows
        for it in row.get("label", [])
    )
    assert found == sorted(
        (it.doc_path, it.text, it.label) for each in documents_of(stressed) for it in each.marks
    )
