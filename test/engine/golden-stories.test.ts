import { describe, expect, it } from "vitest"
import { journalOf } from "./golden-run"
import { crossStory, moveStory, policyStory, resetStory, workflowStory } from "./golden-stories"

/** Journals of whole stories, checked by hand once: a change here is a change for members on their way. */
describe("what was played before is played again just so", () => {
  it("POL-2 POL-3 quiet hours, a cap and priorities put messages off; an edit frees them", () => {
    expect(journalOf(policyStory())).toEqual([
      "2027-01-05T01:00:00.000Z memberCreated",
      "2027-01-05T01:00:00.000Z segmentJoined",
      "2027-01-05T01:00:00.000Z runStarted low",
      "2027-01-05T01:00:00.000Z stepEntered low mail#1",
      "2027-01-05T01:00:00.000Z deliveryQueued low mail#1",
      "2027-01-05T01:00:00.000Z deliveryDeferred low mail#1 category:offers quietHours 21:00 08:00 → 2027-01-05T11:00:00.000Z []",
      "2027-01-05T01:00:00.000Z runStarted high",
      "2027-01-05T01:00:00.000Z stepEntered high mail#1",
      "2027-01-05T01:00:00.000Z deliveryQueued high mail#1",
      "2027-01-05T01:00:00.000Z deliveryDeferred high mail#1 category:offers quietHours 21:00 08:00 → 2027-01-05T11:00:00.000Z []",
      "2027-01-05T11:00:00.000Z deliveryDeferred low mail#1 category:offers cap email 1 P3D → 2027-01-08T11:00:00.000Z [high.u1.1.mail.1.email]",
      "2027-01-05T11:00:00.000Z deliverySent high mail#1",
      "2027-01-05T11:00:00.000Z stepLeft high mail#1 sent",
      "2027-01-05T11:00:00.000Z stepEntered high wait#1",
      "2027-01-05T11:00:00.000Z waitStarted high wait#1 P1D → 2027-01-06T11:00:00.000Z",
      "2027-01-06T11:00:00.000Z stepLeft high wait#1 done",
      "2027-01-06T11:00:00.000Z stepEntered high again#1",
      "2027-01-06T11:00:00.000Z deliveryQueued high again#1",
      "2027-01-06T11:00:00.000Z deliveryDeferred high again#1 category:offers cap email 1 P3D → 2027-01-08T11:00:00.000Z [high.u1.1.mail.1.email]",
      "2027-01-08T11:00:00.000Z deliveryDeferred low mail#1 category:offers cap email 1 P3D → 2027-01-11T11:00:00.000Z [high.u1.1.again.1.email]",
      "2027-01-08T11:00:00.000Z deliverySent high again#1",
      "2027-01-08T11:00:00.000Z stepLeft high again#1 sent",
      "2027-01-08T11:00:00.000Z stepEntered high end#1",
      "2027-01-08T11:00:00.000Z runEnded high end completed",
      "2027-01-09T00:00:00.000Z deliveryDeferred low mail#1 category:offers quietHours 21:00 08:00 → 2027-01-09T11:00:00.000Z []",
      "2027-01-09T11:00:00.000Z deliverySent low mail#1",
      "2027-01-09T11:00:00.000Z stepLeft low mail#1 sent",
      "2027-01-09T11:00:00.000Z stepEntered low wait#1",
      "2027-01-09T11:00:00.000Z waitStarted low wait#1 P1D → 2027-01-10T11:00:00.000Z",
      "2027-01-10T11:00:00.000Z stepLeft low wait#1 done",
      "2027-01-10T11:00:00.000Z stepEntered low again#1",
      "2027-01-10T11:00:00.000Z deliveryQueued low again#1",
      "2027-01-10T11:00:00.000Z deliverySent low again#1",
      "2027-01-10T11:00:00.000Z stepLeft low again#1 sent",
      "2027-01-10T11:00:00.000Z stepEntered low end#1",
      "2027-01-10T11:00:00.000Z runEnded low end completed",
    ])
  })

  it("EDT-02 FLOW-14 a step is removed with a member on it, and put back", () => {
    expect(journalOf(moveStory())).toEqual([
      "2027-01-04T12:00:00.000Z memberCreated",
      "2027-01-04T12:00:00.000Z segmentJoined",
      "2027-01-04T12:00:00.000Z runStarted c1",
      "2027-01-04T12:00:00.000Z stepEntered c1 a#1",
      "2027-01-04T12:00:00.000Z deliveryQueued c1 a#1",
      "2027-01-04T12:00:00.000Z deliverySent c1 a#1",
      "2027-01-04T12:00:00.000Z stepLeft c1 a#1 sent",
      "2027-01-04T12:00:00.000Z stepEntered c1 wait#1",
      "2027-01-04T12:00:00.000Z waitStarted c1 wait#1 P2D → 2027-01-06T12:00:00.000Z",
      "2027-01-05T00:00:00.000Z stepLeft c1 wait#1 moved stepRemoved",
      "2027-01-05T00:00:00.000Z stepEntered c1 rest#1",
      "2027-01-05T00:00:00.000Z waitStarted c1 rest#1 P3D → 2027-01-08T00:00:00.000Z",
      "2027-01-06T00:00:00.000Z stepLeft c1 rest#1 done",
      "2027-01-06T00:00:00.000Z stepEntered c1 c#1",
      "2027-01-06T00:00:00.000Z deliveryQueued c1 c#1",
      "2027-01-06T00:00:00.000Z deliverySent c1 c#1",
      "2027-01-06T00:00:00.000Z stepLeft c1 c#1 sent",
      "2027-01-06T00:00:00.000Z stepEntered c1 end#1",
      "2027-01-06T00:00:00.000Z runEnded c1 end completed",
    ])
  })

  it("FLOW-11 CAM-10 a workflow is started, changes the member and reaches the flow's goal", () => {
    expect(journalOf(workflowStory())).toEqual([
      "2027-01-04T12:00:00.000Z memberCreated",
      "2027-01-04T12:00:00.000Z segmentJoined",
      "2027-01-04T12:00:00.000Z runStarted c1",
      "2027-01-04T12:00:00.000Z stepEntered c1 go#1",
      "2027-01-04T12:00:00.000Z stepLeft c1 go#1 done",
      "2027-01-04T12:00:00.000Z stepEntered c1 wait#1",
      "2027-01-04T12:00:00.000Z waitStarted c1 wait#1 P9D → 2027-01-13T12:00:00.000Z",
      "2027-01-04T12:00:00.000Z runStarted won",
      "2027-01-04T12:00:00.000Z stepEntered won wait#1",
      "2027-01-04T12:00:00.000Z waitStarted won wait#1 P1D → 2027-01-05T12:00:00.000Z",
      "2027-01-05T12:00:00.000Z stepLeft won wait#1 done",
      "2027-01-05T12:00:00.000Z stepEntered won mark#1",
      "2027-01-05T12:00:00.000Z profileChanged",
      "2027-01-05T12:00:00.000Z stepLeft won mark#1 done",
      "2027-01-05T12:00:00.000Z stepEntered won thanks#1",
      "2027-01-05T12:00:00.000Z deliveryQueued won thanks#1",
      "2027-01-05T12:00:00.000Z converted c1",
      "2027-01-05T12:00:00.000Z runEnded c1 wait converted",
      "2027-01-05T12:00:00.000Z deliverySent won thanks#1",
      "2027-01-05T12:00:00.000Z stepLeft won thanks#1 sent",
      "2027-01-05T12:00:00.000Z stepEntered won end#1",
      "2027-01-05T12:00:00.000Z runEnded won end completed",
    ])
  })

  it("CAM-12 a dismiss is reset and the flow starts again by itself", () => {
    expect(journalOf(resetStory())).toEqual([
      "2027-01-04T12:00:00.000Z memberCreated",
      "2027-01-04T12:00:00.000Z segmentJoined",
      "2027-01-04T12:00:00.000Z runStarted c1",
      "2027-01-04T12:00:00.000Z stepEntered c1 mail#1",
      "2027-01-04T12:00:00.000Z deliveryQueued c1 mail#1",
      "2027-01-04T12:00:00.000Z deliverySent c1 mail#1",
      "2027-01-04T12:00:00.000Z stepLeft c1 mail#1 sent",
      "2027-01-04T12:00:00.000Z stepEntered c1 wait#1",
      "2027-01-04T12:00:00.000Z waitStarted c1 wait#1 P2D → 2027-01-06T12:00:00.000Z",
      "2027-01-05T00:00:00.000Z dismissed c1",
      "2027-01-05T00:00:00.000Z runEnded c1 wait dismissed",
      "2027-02-04T00:00:00.000Z resultsReset c1 dismisses",
      "2027-02-04T00:00:00.000Z runStarted c1",
      "2027-02-04T00:00:00.000Z stepEntered c1 mail#1",
      "2027-02-04T00:00:00.000Z deliveryQueued c1 mail#1",
      "2027-02-04T00:00:00.000Z deliverySent c1 mail#1",
      "2027-02-04T00:00:00.000Z stepLeft c1 mail#1 sent",
      "2027-02-04T00:00:00.000Z stepEntered c1 wait#1",
      "2027-02-04T00:00:00.000Z waitStarted c1 wait#1 P2D → 2027-02-06T00:00:00.000Z",
      "2027-02-06T00:00:00.000Z stepLeft c1 wait#1 done",
      "2027-02-06T00:00:00.000Z stepEntered c1 text#1",
      "2027-02-06T00:00:00.000Z deliveryQueued c1 text#1",
      "2027-02-06T00:00:00.000Z deliverySent c1 text#1",
      "2027-02-06T00:00:00.000Z stepLeft c1 text#1 sent",
      "2027-02-06T00:00:00.000Z stepEntered c1 end#1",
      "2027-02-06T00:00:00.000Z runEnded c1 end completed",
    ])
  })

  it("ENG-11 TIME-5 a message of another campaign is skipped, an occasion moves, the next one is sent", () => {
    expect(journalOf(crossStory())).toEqual([
      "2027-01-04T12:00:00.000Z memberCreated",
      "2027-01-04T12:00:00.000Z segmentJoined",
      "2027-01-04T12:00:00.000Z runStarted c1",
      "2027-01-04T12:00:00.000Z stepEntered c1 offer#1",
      "2027-01-04T12:00:00.000Z deliverySkipped c1 offer#1 notQualified (inSegment: none)",
      "2027-01-04T12:00:00.000Z stepLeft c1 offer#1 notSent notQualified",
      "2027-01-04T12:00:00.000Z stepEntered c1 wait#1",
      "2027-01-04T12:00:00.000Z waitStarted c1 wait#1 -P1D from Webinar → 2027-01-09T15:00:00.000Z",
      "2027-01-06T00:00:00.000Z waitMoved c1 wait#1 -P1D from Webinar → 2027-01-19T15:00:00.000Z",
      "2027-01-06T00:00:00.000Z segmentJoined",
      "2027-01-19T15:00:00.000Z stepLeft c1 wait#1 done",
      "2027-01-19T15:00:00.000Z stepEntered c1 remind#1",
      "2027-01-19T15:00:00.000Z deliveryQueued c1 remind#1",
      "2027-01-19T15:00:00.000Z deliverySent c1 remind#1",
      "2027-01-19T15:00:00.000Z stepLeft c1 remind#1 sent",
      "2027-01-19T15:00:00.000Z stepEntered c1 end#1",
      "2027-01-19T15:00:00.000Z runEnded c1 end completed",
    ])
  })
})
