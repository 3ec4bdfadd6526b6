using System.Buffers;
using Sync.Web.Api.Requests;

namespace Sync.Web.Tests.Api;

/// <summary>Answers in borrowed arrays.</summary>
public sealed class PooledBodyTests
{
    [Fact]
    public void GivenMoreThanWasForeseen_WhenItIsWritten_ThenNothingIsLost()
    {
        var random = new Random(5);
        using var body = new PooledBody(1);
        List<byte> expected = [];
        for (var i = 0; i < 200; i++)
        {
            var piece = new byte[random.Next(2_000)];
            random.NextBytes(piece);
            body.Write(piece);
            expected.AddRange(piece);
        }

        body.Written.ToArray().ShouldBe(expected);
    }

    [Fact]
    public void GivenABody_WhenItIsGivenBackTwice_ThenNobodyElseGetsItsArrayTwice()
    {
        var body = new PooledBody(100_000);
        body.Dispose();
        body.Dispose();
        body.Written.Length.ShouldBe(0);
        using var one = new PooledBody(100_000);
        using var other = new PooledBody(100_000);
        one.Write("one"u8);
        other.Write("other"u8);
        one.Written.ToArray().ShouldBe("one"u8.ToArray());
    }
}
