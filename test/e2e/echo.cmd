preset urn:outboard:script#echo
