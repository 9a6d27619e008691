preset urn:outboard:script#velocity_curve
