import { contract } from "./contract"
import { messagebirdFake } from "./fakes/messagebird"
import { twilioFake } from "./fakes/twilio"
import { vonageFake } from "./fakes/vonage"

contract(messagebirdFake)
contract(twilioFake)
contract(vonageFake)
