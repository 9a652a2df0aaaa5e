-- wrk's requests of `POST`: each body with a name of its own. Arguments: a body with %s where the number belongs, a word
-- that no other run has.
local count = 0
local body, word

function init(args)
   body, word = args[1], args[2]
end

function request()
   count = count + 1
   return wrk.format("POST", nil, nil, (body:gsub("%%s", word .. count)))
end
