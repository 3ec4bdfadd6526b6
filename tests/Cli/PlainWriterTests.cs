using Sync.Cli.Output;
using Sync.Simulator.Kit;

namespace Sync.Cli.Tests;

/// <summary>What a stranger wrote does not steer the operator's terminal.</summary>
public sealed class PlainWriterTests
{
    [Theory]
    [InlineData("plain\ttext\n", "plain\ttext\n")]
    [InlineData("a\u001b[2Jb\u0007\u009bc\u007f", "a\uFFFD[2Jb\uFFFD\uFFFDc\uFFFD")]
    [InlineData("paid\rnot paid\r\n", "paid\nnot paid\r\n")]
    public void Given_text_When_it_is_written_Then_control_characters_show(string text, string expected)
    {
        using var written = new StringWriter();
        using var plain = new PlainWriter(written);

        plain.Write(text);

        written.ToString().ShouldBe(expected);
    }

    [Fact]
    public async Task Given_a_definition_whose_name_clears_the_screen_When_it_is_connected_Then_what_is_printed_does_not()
    {
        await using var place = new Workplace();
        await using var pos = await FakeServer.StartAsync((_, _) => new FakeAnswer(404, []));
        place.With("SYNC_ALLOW_PRIVATE_HOSTS", FakeServer.Host);
        await place.DoAsync("org", "add", Workplace.Org);
        var definition = $$"""
            { "name": "Eve\u001b[2J", "baseUrl": "{{pos.Url}}", "streams": { "customers": { "path": "/c", "records": "$", "fields": { "id": "id" } } } }
            """;

        var refused = await place.RunAsync("connect", Workplace.Org, "rest", "--set", "definition=@" + place.Write("d.json", definition));

        refused.Code.ShouldBe(2);
        (refused.Out + refused.Err).ShouldContain("Eve\uFFFD[2J has nothing at /c");
        (refused.Out + refused.Err).ShouldNotContain("\u001b");
    }
}
