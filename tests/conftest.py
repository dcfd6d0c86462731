# conftest.py - the rule of all tests: what is skipped counts as failed.

skipped = []


def pytest_runtest_logreport(report):
    if report.skipped:
        skipped.append(report.nodeid)


def pytest_sessionfinish(session, exitstatus):
    if skipped and exitstatus == 0:
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter):
    for test in skipped:
        terminalreporter.write_line(f"skipped, which counts as failed: {test}")
