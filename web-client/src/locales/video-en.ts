import type zh from './video-zh-CN'

const video: typeof zh = {
  settings: 'Picture and sound', source: 'Where the picture comes from', kind: { camera: 'Camera', screen: 'Share screen', cover: 'Cover picture', test: 'Test picture' },
  camera: 'Camera', microphone: 'Microphone', height: 'Resolution', lines: '{n} lines', anyDevice: 'Default device', mute: 'Mute', unmute: 'Sound on',
  hint: 'Open the picture and have a look; it goes to the viewers by itself once you are live. Without a camera, use the test picture or the cover: the room works all the same.',
  ready: 'Picture ready', readyLong: 'The picture is ready and goes to the viewers once you are live.', noSound: 'The microphone is not open: viewers hear nothing.',
  state: { off: 'No picture sent', connecting: 'Connecting', live: 'Sending', lost: 'Connection lost, coming back', slow: 'The network is too slow, goes on soon', refused: 'The picture was not sent', replaced: 'Another page has taken over' },
  rate: 'Bit rate', watchers: 'Watching', recording: 'Recording', recorded: 'recording', notRecorded: 'not recorded', takeBack: 'Send from here', off: 'Picture off',
  unable: 'This browser cannot send a picture: use a recent Chrome, Edge or Firefox.', unableToWatch: 'This browser cannot show the live picture; comments and orders work. Use a recent Chrome, Edge or Firefox.',
  problem: {
    denied: 'The browser was not allowed to. Allow camera and microphone by the sign beside the address, then try again.', missing: 'This device was not found. Is it plugged in? You can also use the test picture.', busy: 'Another program uses the device: close that program and try again.',
    insecure: 'Cameras work only over https or on this very machine: ask your instructor for the https address.', failed: 'The picture did not open. Try again, or take another source.',
  },
  hostLost: 'The host has lost the connection, one moment…', elsewhere: 'The picture is at another server and cannot be shown here; comments and orders work. Come in by the same address as the host.', soundOn: 'Tap for sound', noPicture: 'No picture at this moment',
  streamUrl: 'Outside stream (HLS, optional)', streamHint: 'When filled in, viewers see the picture of this address.', streamSaved: 'Address of the stream saved',
}

export default video
