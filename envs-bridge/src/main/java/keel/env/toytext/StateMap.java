package keel.env.toytext;

import keel.env.picture.Canvas;

/** How a numbered state looks. */
@FunctionalInterface
interface StateMap {
    void draw(Canvas canvas, int state);
}
