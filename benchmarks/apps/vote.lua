-- A visitor who has not been here before votes.
wrk.method = "POST"
wrk.body = os.getenv("VOTE_BODY")
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Sec-Fetch-Site"] = "same-origin"
