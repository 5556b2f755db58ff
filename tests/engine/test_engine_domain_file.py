import tarfile

from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain

from hamrah.bot.engine.domain_file import FILE

from .conftest import BOT


def test_the_model_holds_the_domain_as_json_too(models):
    with tarfile.open(next(models.glob("*.tar.gz"))) as archive:
        names = archive.getnames()
    assert any(name.endswith(FILE) for name in names)
    assert any(name.endswith("domain.yml") for name in names)


def test_it_is_the_same_domain(models, monkeypatch):
    def domain_of() -> Domain:
        _, _, runner = MessageProcessor._load_model(models)
        return runner.run(targets=["domain_provider"])["domain_provider"]

    read = []
    from_path = Domain.from_path.__func__
    monkeypatch.setattr(
        Domain, "from_path", classmethod(lambda cls, path: (read.append(path), from_path(cls, path))[1])
    )
    fast = domain_of()
    assert read == []
    monkeypatch.setattr("hamrah.bot.engine.domain_file.FILE", "not there")
    slow = domain_of()
    assert len(read) == 1
    assert fast.as_dict() == slow.as_dict()
    assert fast.action_names_or_texts == slow.action_names_or_texts
    assert fast.fingerprint() == slow.fingerprint()
    assert [slot.name for slot in fast.slots] == [slot.name for slot in slow.slots]
    assert set(fast.responses) == set(Domain.load(str(BOT / "domain.yml")).responses)
