# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Through: no callback, so everything passes."""
