preset urn:outboard:script#chord
