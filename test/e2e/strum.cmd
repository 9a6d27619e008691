preset urn:outboard:script#strum
