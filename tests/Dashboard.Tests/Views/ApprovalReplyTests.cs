using Orrery.Dashboard.Views.Runs;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Tests.Views;

public sealed class ApprovalReplyTests
{
    private static readonly ApprovalInfo Asked = new()
    {
        DagId = "d", DagRunId = "r", TaskId = "t", MapIndex = 3, TryNumber = 1, Subject = "?", Options = ["A", "B", "C"], CreatedAt = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public void Choose_WhereOneMayBeChosen_TakesThePlaceOfTheOther()
    {
        var reply = new ApprovalReply(Asked);

        reply.Choose("A", isChosen: true);
        reply.Choose("C", isChosen: true);

        reply.ToAnswer("ann", isForOthers: false).ChosenOptions.ShouldBe(["C"]);
    }

    [Fact]
    public void Choose_WhereSeveralMayBeChosen_KeepsThemInTheOrderOfTheQuestion()
    {
        var reply = new ApprovalReply(Asked with { Multiple = true });

        reply.Choose("C", isChosen: true);
        reply.Choose("B", isChosen: true);
        reply.Choose("A", isChosen: true);
        reply.Choose("B", isChosen: false);

        reply.ToAnswer("ann", isForOthers: false).ChosenOptions.ShouldBe(["A", "C"]);
        (reply.IsChosen("A"), reply.IsChosen("B")).ShouldBe((true, false));
    }

    [Theory]
    [InlineData("", " ", null, null)]
    [InlineData("ann", "{\"a\": 1}", "ann", "{\"a\": 1}")]
    public void ToAnswer_OfWhatWasTyped_LeavesOutWhatIsBlank(string viewer, string typed, string? by, string? json)
    {
        var answer = new ApprovalReply(Asked) { Params = typed }.ToAnswer(viewer, isForOthers: true);

        (answer.TaskId, answer.MapIndex, answer.RespondedBy, answer.ParamsInputJson, answer.IsForOthers).ShouldBe(("t", 3, by, json, true));
    }
}
