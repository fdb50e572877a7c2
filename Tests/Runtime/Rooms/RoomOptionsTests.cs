#nullable enable
using System;
using Earshot.Rooms;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class RoomOptionsTests
    {
        [TestCase("http://127.0.0.1:7880", "ws://127.0.0.1:7880/rooms/hall", "http://127.0.0.1:7880/partytracks")]
        [TestCase("http://127.0.0.1:7880/", "ws://127.0.0.1:7880/rooms/hall", "http://127.0.0.1:7880/partytracks")]
        [TestCase("https://example.org", "wss://example.org/rooms/hall", "https://example.org/partytracks")]
        [TestCase("https://a.org/voice/", "wss://a.org/voice/rooms/hall", "https://a.org/voice/partytracks")]
        public void Addresses_FollowFromTheServers(string server, string presence, string partyTracks)
        {
            var options = new RoomOptions(new Uri(server), "hall");
            Assert.That(options.Presence.ToString(), Is.EqualTo(presence));
            Assert.That(options.PartyTracks.ToString(), Is.EqualTo(partyTracks));
        }

        [Test]
        public void RoomName_IsEscaped()
        {
            var options = new RoomOptions(new Uri("http://127.0.0.1"), "the hall/é");
            Assert.That(options.Presence.AbsoluteUri, Is.EqualTo("ws://127.0.0.1/rooms/the%20hall%2F%C3%A9"));
        }

        [TestCase("ftp://example.org", "hall", "http:// or https://")]
        [TestCase("http://example.org", " ", "Give the room a name.")]
        public void WhatMakesNoSense_IsRefusedWithASentence(string server, string room, string sentence)
        {
            var refused = Assert.Throws<ArgumentException>(() => new RoomOptions(new Uri(server), room));
            Assert.That(refused!.Message, Does.Contain(sentence));
        }
    }
}
