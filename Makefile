# A thin front: every task is in tasks.py, which also runs where there is no make.
# A Python that does not start, or is older than 3.12, is passed over.
ifndef PYTHON
PYTHON := $(shell for candidate in python3.12 python3.13 python3; do \
	if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then \
	echo "$$candidate"; break; fi; done)
endif
ifeq ($(strip $(PYTHON)),)
$(error Python 3.12 or newer is needed. Install it, or name it: make PYTHON=/path/to/python3.12)
endif

.DEFAULT_GOAL := help
.PHONY: help env demo test check browser fiu conformance bench soak fuzz lock docs

help:
	@"$(PYTHON)" tasks.py || true
env:
	@"$(PYTHON)" tasks.py env LOCKED="$(LOCKED)"
demo:
	@"$(PYTHON)" tasks.py demo FEED="$(FEED)" SPEED="$(SPEED)" LOCKED="$(LOCKED)"
test:
	@"$(PYTHON)" tasks.py test $(ARGS)
check:
	@"$(PYTHON)" tasks.py check
browser:
	@"$(PYTHON)" tasks.py browser
conformance:
	@"$(PYTHON)" tasks.py conformance
bench:
	@"$(PYTHON)" tasks.py bench ONLY="$(ONLY)"
fiu:
	@"$(PYTHON)" tasks.py fiu
fuzz:
	@"$(PYTHON)" tasks.py fuzz ONLY="$(ONLY)" SECONDS="$(SECONDS)"
lock:
	@"$(PYTHON)" tasks.py lock
soak:
	@"$(PYTHON)" tasks.py soak SEEDS="$(SEEDS)"
docs:
	@"$(PYTHON)" tasks.py docs
