-- For wrk: every request has one of the cookies in a file, a line each: at random, or, with `all`, each
-- of them in turn until the time is over, a part for each thread.
--
--     wrk ... -s cookies.lua URL -- FILE [all]
local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
    for _, other in ipairs(threads) do other:set("of", #threads) end
end

function init(args)
    requests = {}
    for cookie in io.lines(args[1]) do
        table.insert(requests, wrk.format(nil, nil, {Host = wrk.headers["Host"], Cookie = cookie}))
    end
    in_turn = args[2] == "all"
    next_one = math.floor(#requests * number / of)
    math.randomseed(os.time() + 7919 * number)
end

function request()
    if not in_turn then return requests[math.random(#requests)] end
    next_one = next_one % #requests + 1
    return requests[next_one]
end
