"""The joined acts: make a working folder, issue a round, take in returns, tell who is where, build the master.

Rooms do one thing each and do not know one another; here they meet. A package, not one module, because each act is a
page of its own. Nothing is printed and nothing is parsed from the command line here.
"""
