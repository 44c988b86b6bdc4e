"""`python -m benchmarks [NAME ...] [--json]`."""

import sys

from benchmarks.seeds import main

sys.exit(main())
