-- For wrk: people who sign in over the API with their password and then with the code of their app. Each signs in once: the
-- lines of the file are a password's body, a tab, and the code's (JSON). A thread has one connection, so that each answer
-- is that of its last request. Says at the end what sign_in.lua says; two requests are one sign-in.
--
--     wrk -tN -cN ... -s sign_in_totp.lua http://HOST/api/v1/sessions -- FILE N
local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

function init(args)
    people, person, cookie, signed_in, busy, other = {}, 0, nil, 0, 0, 0
    local line_number = 0
    for line in io.lines(args[1]) do
        if line_number % tonumber(args[2]) == number then table.insert(people, line) end
        line_number = line_number + 1
    end
end

local function post(path, body, more)
    local headers = {Host = wrk.headers["Host"], ["Content-Type"] = "application/json"}
    for name, value in pairs(more) do headers[name] = value end
    return wrk.format("POST", path, headers, body)
end

function request()
    if cookie then
        return post(wrk.path .. "/second-factor", people[person]:match("\t(.*)"),
                    {Cookie = cookie, ["X-Postern-CSRF"] = "1"})
    end
    person = person + 1
    if person > #people then  -- the file has too few people: everyone has signed in
        other = other + 1
        person = #people
    end
    return post(nil, people[person]:match("[^\t]*"), {})
end

function response(status, headers)
    local was_second = cookie ~= nil
    cookie = nil
    if status == 401 and not was_second then
        cookie = (headers["Set-Cookie"] or ""):match("^[^;]*postern_signin=[^;]+")
        if not cookie then other = other + 1 end
    elseif status == 201 and was_second then signed_in = signed_in + 1
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
