"""Check deploy/kubernetes against the schemas of Kubernetes: check_manifests.py [VERSION...]

Needs requirements-kubernetes.txt. Unknown fields are errors."""

import sys
from pathlib import Path

import kubernetes_validate
import yaml

FOLDER = Path(__file__).resolve().parent.parent / "deploy/kubernetes"
VERSIONS = ("1.30", "1.36")


def main(versions: list[str]) -> int:
    faults = 0
    for file in sorted(FOLDER.glob("*.yaml")):
        if file.name in ("kustomization.yaml", "secret.yaml"):
            continue
        for document in yaml.safe_load_all(file.read_text()):
            for version in versions:
                try:
                    kubernetes_validate.validate(document, version, strict=True)
                except kubernetes_validate.ValidationError as error:
                    faults += 1
                    where = ".".join(map(str, error.path))
                    print(f"{file.name} on {version}: {where}: {error.message}")
        print(f"{file.name}: read")
    print(f"{faults} errors on Kubernetes {', '.join(versions)}")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(VERSIONS)))
