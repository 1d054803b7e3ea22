courses-menu-button = Courses
courses-resume-button = Continue: { $course_title }
courses-command-courses = Courses and your progress
courses-unknown =
    There’s no such course here: the link is old or the course was closed.
    This is the menu, with every course that is open to you.

courses-catalogue =
    <b>Courses</b>
    Choose a course. Your progress is kept, so come back any day.
courses-catalogue-empty =
    <b>Courses</b>
    The community’s courses will be here. There are none yet.
courses-item-begun = { $title } · { $percent }%
courses-item-finished = { $title } · done

courses-course = <b>{ $title }</b>
courses-course-summary = { $summary }
courses-course-empty = No lessons yet, they will appear here.
courses-course-new =
    { $total ->
        [one] { $total } lesson
       *[other] { $total } lessons
    }, { $minutes_left } min.
    First: “{ $next_title }”.
courses-course-begun =
    { $total ->
        [one] { $done } of { $total } lesson done
       *[other] { $done } of { $total } lessons done
    }
    { $bar } { $percent }%
    Next: “{ $next_title }”, { $next_minutes } min.
courses-course-finished =
    You’ve finished this course, and its lessons stay open.
    { $bar } { $percent }%
courses-begin-button = Start the course
courses-continue-button = Continue lesson { $next_position }
courses-lessons-button = All lessons
courses-share-button = Share
courses-share = The course “{ $title }”
courses-share-finished = I’ve finished “{ $title }”. Worth your time
courses-share-result = “{ $title }”: { $right } of { $total } in the quiz. Want to try?
courses-progress =
    { $total ->
        [one] { $done } of { $total } lesson done
       *[other] { $done } of { $total } lessons done
    }

courses-lessons = <b>{ $title }</b>
courses-module = <b>{ $title }</b>
courses-line-done = ✓ { $position }. { $title }, { $minutes } min
courses-line-open = ▸ { $position }. { $title }, { $minutes } min
courses-line-locked = ○ { $position }. { $title }, { $minutes } min

courses-lesson =
    <b>{ $title }</b>
    Lesson { $position } of { $total }, { $minutes } min
courses-later-button = Read on
courses-quiz-button = Take the quiz
courses-complete-button = Complete the lesson
courses-next-button = Open the next lesson
courses-leave-button = To the course
courses-lesson-button = To the lesson
courses-finished =
    <b>You’ve finished “{ $title }”</b>
    { $total ->
        [one] { $total } lesson
       *[other] { $total } lessons
    } from start to end. 🎉
    The lessons stay open: come back to any of them.

courses-question =
    <b>Question { $number } of { $total }</b>
    { $text }
courses-question-multiple = Tick every right answer, then tap “Answer”.
courses-question-none =
    <b>No questions left</b>
    You’ve answered all of them.
courses-answer-button = Answer
courses-answer-right =
    <b>Right</b>
    { $text }
    Your answer: { $chosen }
courses-answer-wrong =
    <b>Not quite</b>
    { $text }
    Your answer: { $chosen }
    Right: { $right }
courses-answer-explanation = { $explanation }
courses-next-question-button = Next question
courses-result-button = Show the result
courses-result-passed =
    <b>Quiz passed: { $right } of { $total }</b>
    “{ $title }”
    Now complete the lesson.
courses-result-done =
    <b>Quiz passed: { $right } of { $total }</b>
    “{ $title }”
    You’ve completed this lesson already.
courses-result-failed =
    <b>Not passed yet: { $right } of { $total }</b>
    “{ $title }”
    You need { $pass_percent }%, now it’s { $percent }%. Try as often as you like.
courses-retry-button = Try again

courses-error-locked = Finish “{ $title }” first.
courses-error-quiz-not-passed = Pass this lesson’s quiz first.
courses-error-quiz-not-begun = This attempt is over. Start the quiz again.

### Pages

courses-page-title = Courses
courses-page-empty-title = No courses yet
courses-page-empty-text = The community’s courses appear here once they are published.
courses-page-lessons = { $count ->
    [one] { $count } lesson
   *[other] { $count } lessons
}
courses-page-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
courses-page-size = { courses-page-lessons } · { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}
courses-page-left = { $minutes ->
    [one] { $minutes } minute left
   *[other] { $minutes } minutes left
}
courses-page-percent = { $percent }% done
courses-page-finished = Finished
courses-page-lesson-of = { $course } · lesson { $position } of { $total }
courses-page-done = { $done } of { $total } { $total ->
    [one] lesson done
   *[other] lessons done
}
courses-page-done-all = Course finished
courses-page-remaining = { $count ->
    [one] { $count } lesson to go
   *[other] { $count } lessons to go
}
courses-page-come-back = The lessons stay open
courses-page-module = Module { $number }. { $title }
courses-page-opens-after = Opens after lesson { $position }
courses-page-lesson-done = Lesson done
courses-page-lesson-now = Current lesson
courses-page-with-quiz = { $minutes ->
    [one] { $minutes } minute · quiz
   *[other] { $minutes } minutes · quiz
}
courses-page-locked = The lesson is still closed
courses-page-begin = Start the course
courses-page-continue = Continue lesson { $position }
courses-page-again = Open the first lesson
courses-page-lesson-line = Lesson { $position } of { $total } · { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}
courses-page-complete = Complete the lesson
courses-page-take-quiz = Take the quiz
courses-page-next-lesson = Next lesson
courses-page-to-course = To the course
courses-page-congratulations = You’ve finished the course
courses-page-quiz = Quiz
courses-page-quiz-questions = { $count ->
    [one] Quiz: { $count } question
   *[other] Quiz: { $count } questions
}
courses-page-quiz-need = Answer { $percent }% right to pass
courses-page-quiz-passed = Passed
courses-page-quiz-intro = Each answer is explained right away. Try as often as you like, the best attempt counts.
courses-page-quiz-begin = Start the quiz
courses-page-quiz-question = Question { $number } of { $total }
courses-page-quiz-single = One answer. The explanation comes right after the check.
courses-page-quiz-multiple = You can choose several. The explanation comes right after the check.
courses-page-quiz-check = Check the answer
courses-page-quiz-next = Next question
courses-page-quiz-result = See the result
courses-page-quiz-right = Right
courses-page-quiz-wrong = Wrong
courses-page-quiz-was-right = Right answer
courses-page-quiz-was-yours = Your answer
courses-page-quiz-good = Quiz passed
courses-page-quiz-good-text = Right answers: { $right } of { $total }, which is { $percent }%.
courses-page-quiz-bad = Not quite yet
courses-page-quiz-bad-text = Right answers: { $right } of { $total }, you need { $need }%. Read the lesson once more and try again.
courses-page-quiz-retry = Take it again
courses-page-extras = For this lesson
