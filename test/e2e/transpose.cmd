preset urn:outboard:script#transpose
