-- For wrk: every request is a sign-in over the API, as the users of a file in turn (JSON, a line each).
-- Says at the end how many were turned away because all hashing slots were taken.
--
--     wrk ... -s sign_in.lua http://HOST/api/v1/sessions -- FILE
local threads = {}

function setup(thread)
    table.insert(threads, thread)
end

function init(args)
    requests, next_one, signed_in, busy, other = {}, 0, 0, 0, 0
    for body in io.lines(args[1]) do
        table.insert(requests, wrk.format("POST", nil, {
            Host = wrk.headers["Host"], ["Content-Type"] = "application/json"}, body))
    end
end

function request()
    next_one = next_one % #requests + 1
    return requests[next_one]
end

function response(status)
    if status == 201 then signed_in = signed_in + 1
    elseif status == 503 then busy = busy + 1
    else other = other + 1 end
end

function done()
    local sums = {signed_in = 0, busy = 0, other = 0}
    for _, thread in ipairs(threads) do
        for name, sum in pairs(sums) do sums[name] = sum + thread:get(name) end
    end
    print(string.format("Signed in: %d busy: %d other: %d", sums.signed_in, sums.busy, sums.other))
end
