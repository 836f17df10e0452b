-- wrk script: asks for the paths of a file in turn. Arguments: FILE, lines to skip, most lines to read.
local paths, place = {}, 0

function init(args)
  local skip, most = tonumber(args[2]), tonumber(args[3])
  local number = 0
  for line in io.lines(args[1]) do
    number = number + 1
    if number > skip then paths[#paths + 1] = wrk.format("GET", line) end
    if #paths >= most then break end
  end
end

function request()
  place = place % #paths + 1
  return paths[place]
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    "BENCH %d %d %d %d\n",
    summary.requests, summary.duration, e.status, e.connect + e.read + e.write + e.timeout
  ))
end
