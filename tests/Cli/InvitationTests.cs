namespace Sync.Cli.Tests;

/// <summary><c>member invite</c>: a link to the site, wherever that is.</summary>
public sealed class InvitationTests
{
    private static readonly string[] Invite = ["member", "invite", Workplace.Org, "ann@example.com", "--role", "admin"];

    [Fact]
    public async Task Given_nothing_that_says_where_the_site_is_When_somebody_is_invited_Then_the_link_is_called_a_guess()
    {
        await using var place = await OpenAsync(new Workplace());
        var guessed = await place.DoAsync(Invite);
        guessed.Out.ShouldContain("http://127.0.0.1:5080/invitations/");
        guessed.Out.ShouldContain("is a guess");
    }

    [Fact]
    public async Task Given_a_public_address_When_somebody_is_invited_Then_the_link_leads_there_unless_told_otherwise()
    {
        await using var place = await OpenAsync(new Workplace().With("SYNC_PUBLIC_URL", "https://sync.example.com"));
        var set = await place.DoAsync(Invite);
        var given = await place.DoAsync([.. Invite, "--site", "https://other.example.com/"]);
        var wrong = await place.RunAsync([.. Invite, "--site", "https://other.example.com/path"]);
        set.Out.ShouldContain("https://sync.example.com/invitations/");
        given.Out.ShouldContain("https://other.example.com/invitations/");
        (set.Out + given.Out).ShouldNotContain("guess");
        wrong.Code.ShouldBe(2);
        wrong.Err.ShouldContain("--site");
        wrong.Out.ShouldNotContain("/invitations/");
    }

    private static async Task<Workplace> OpenAsync(Workplace place)
    {
        await place.DoAsync("org", "add", Workplace.Org);
        return place;
    }
}
