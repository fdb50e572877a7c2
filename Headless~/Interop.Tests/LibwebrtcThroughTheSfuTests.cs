using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>libwebrtc as client of our SFU.</summary>
public sealed class LibwebrtcThroughTheSfuTests : InteropFixture
{
    private const double NearlyAll = 0.9;

    [Test]
    public void LibwebrtcHearsItselfThroughTheSfu()
    {
        using NodeScript script = Play("hear-itself.js");
        Assert.That((double)script.Hear("heard"), Is.GreaterThan(NearlyAll));
        for (int i = 0; i < 2; i++)
        {
            JToken transport = script.Hear("transport");
            Assert.That((string?)transport["dtlsState"], Is.EqualTo("connected"));
            Assert.That((string?)transport["srtpCipher"], Does.StartWith("A"), transport.ToString());
        }

        JToken received = script.Hear("reportOfReceiver");
        Assert.That((double)received["roundTripTime"]!, Is.InRange(0, 0.5), "by our RR of its SR");
        Assert.That((int)received["packetsLost"]!, Is.Zero);
        JToken sent = script.Hear("reportOfSender");
        Assert.That((int)sent["packetsSent"]!, Is.Positive, "by our SR");
        Assert.That(script.Complaints, Is.Empty);
    }
}
